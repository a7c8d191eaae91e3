"""Times MobileNetV2 in the workbook and in its peers, side by side.

    python peers.py --weights MOBILENET_V2.h5

See README.md beside this file.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn

from report import CONFIGURATIONS, PEERS, TITLES, Reports, summary, table

PACKAGES = {"litert": ["ai-edge-litert"], "onnxruntime": ["onnxruntime"],
            "tensorflow": ["tensorflow", "tensorflow-cpu"]}
TOLERANCE = 1e-4
BAD_INPUT = {2, 64, 65, 66}  # Exit statuses: Python's, and the workbook's.
PROJECT = Path(__file__).resolve().parent.parent


class Failure(Exception):
    """Why nothing can be reported, in one line."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def positive(kind: type) -> Any:
    def parse(text: str) -> Any:
        try:
            value = kind(text)
        except ValueError:
            value = 0
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(f"{text!r} is no positive number")
        return value

    return parse


def arguments() -> argparse.Namespace:
    parser = Parser(description="Time MobileNetV2 in the workbook and in its peers.")
    parser.add_argument("--weights", type=Path, required=True, metavar="FILE",
                        help="Keras's weights of MobileNetV2 1.0 224, .h5")
    parser.add_argument("--workbook", type=Path, metavar="FILE",
                        default=PROJECT / ".build/release/workbook",
                        help="the built tool (default: .build/release/workbook)")
    parser.add_argument("--peer", action="append", choices=PEERS, dest="peers",
                        help="only this one; repeatable (default: all)")
    parser.add_argument("--rounds", type=positive(int), default=5, metavar="N",
                        help="how often everything is measured (default: 5)")
    parser.add_argument("--seconds", type=positive(float), default=1.0, metavar="S",
                        help="how long a peer runs at least per round (default: 1)")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    mct = parser.add_argument_group("quantization by MCT, measured only when asked for")
    mct.add_argument("--mct", action="store_true", help="time MCT and workbook quantize as well")
    mct.add_argument("--mct-python", type=Path, metavar="FILE", help="a Python that has MCT")
    mct.add_argument("--images", type=Path, metavar="FOLDER", help="images in class folders")
    mct.add_argument("--classes", type=Path, metavar="FILE", help="classes.csv of the images")
    mct.add_argument("--calibration-images", type=positive(int), default=320, metavar="N",
                     help="how many images to calibrate on (default: 320)")
    # The script starts itself with these.
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=PEERS[1:], help=argparse.SUPPRESS)
    for name in ["--batch", "--threads"]:
        parser.add_argument(name, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--models", type=Path, help=argparse.SUPPRESS)
    parsed = parser.parse_args()
    # A bare name would be looked up in PATH.
    parsed.workbook = parsed.workbook.absolute()
    parsed.mct_python = parsed.mct_python and parsed.mct_python.absolute()
    parsed.peers = [peer for peer in PEERS if peer in (parsed.peers or PEERS)]
    if parsed.mct and not (parsed.mct_python and parsed.images):
        parser.error("--mct needs --mct-python and --images")
    return parsed


def check_files(given: argparse.Namespace) -> None:
    for file in [given.weights, *([given.mct_python, given.classes] if given.mct else [])]:
        if file and not file.is_file():
            raise Failure(f"no file {file}", 2)
    if given.mct and not given.images.is_dir():
        raise Failure(f"no folder {given.images}", 2)
    if ("workbook" in given.peers or given.mct) and not given.workbook.is_file():
        raise Failure(f"no file {given.workbook}: build it with swift build -c release "
                      "--product workbook, or name it with --workbook", 2)


# One measurement, in a process of its own.


def prepare(given: argparse.Namespace) -> None:
    from models import BadInput, write_models

    try:
        write_models(given.weights, given.models, given.peers)
    except BadInput as error:
        raise Failure(str(error), 2) from error


def measure(given: argparse.Namespace) -> dict[str, float]:
    import numpy as np

    from models import open_peer

    run = open_peer(given.measure, given.weights, given.models, given.batch, given.threads)
    run()
    run()
    times: list[float] = []
    while len(times) < 5 or sum(times) < given.seconds:
        began = time.perf_counter()
        probabilities = run()
        times.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # Bytes on macOS, else KiB.
    expected = np.load(given.models / "expected.npy")[: given.batch]
    difference = float(np.max(np.abs(probabilities - expected)))
    if not difference <= TOLERANCE:  # Not `>`, which is false for NaN.
        raise Failure(f"{TITLES[given.measure]} and Keras disagree: their probabilities differ by "
                      f"{difference:.2g}, and {TOLERANCE:g} is allowed")
    return {"ms_per_image": statistics.median(times) * 1000 / given.batch,
            "best_ms_per_image": min(times) * 1000 / given.batch,
            "peak_rss_mb": peak / (2**20 if sys.platform == "darwin" else 2**10),
            "largest_difference": difference}


# The rounds.


def start(command: list[Any]) -> str:
    """Runs a program and returns what it printed; its last words on stderr say why it failed."""
    environment = os.environ | {
        "CUDA_VISIBLE_DEVICES": "", "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    words = [str(word) for word in command]
    name = Path(words[1] if words[1].endswith(".py") else words[0]).name
    try:
        done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise Failure(f"{words[0]} does not run: {error.strerror}", 2) from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        # The workbook prints its usage after an error in the command line.
        reason = next((line for line in lines if line.startswith("Error: ")), lines[-1])
        reason = reason.removeprefix("Error: ").removeprefix(f"{name}: ")
        raise Failure(reason if name == Path(sys.argv[0]).name else f"{name}: {reason}",
                      2 if done.returncode in BAD_INPUT else 1)
    return done.stdout


def last_line(printed: str) -> Any:
    return json.loads(printed.strip().splitlines()[-1])


def measure_workbook(given: argparse.Namespace, batch: int, threads: int) -> dict[str, Any]:
    printed = start([given.workbook, "bench", "--weights", given.weights, "--part", "float",
                     "--batch", batch, "--threads", threads, "--json"])
    try:
        report = json.loads(printed)
        part = next(part for part in report["parts"]
                    if part["part"] == "float" and part["batch"] == batch)
        if report["threads"] != threads:
            raise ValueError
        return {"ms_per_image": float(part["millisecondsPerImage"]),
                "best_ms_per_image": float(part["bestMillisecondsPerImage"]),
                "peak_rss_mb": float(part["peakMemoryMB"]),
                "peak_gflops": float(report["peakGFLOPS"]), "machine": report["machine"]}
    except (KeyError, StopIteration, TypeError, ValueError) as error:
        raise Failure(f"{given.workbook} bench --batch {batch} --threads {threads} printed no "
                      "report that this script can read") from error


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def measure_all(given: argparse.Namespace) -> Reports:
    script = [sys.executable, __file__, "--weights", given.weights]
    chosen = [word for peer in given.peers for word in ["--peer", peer]]
    reports: Reports = {}
    with tempfile.TemporaryDirectory() as models:
        if given.peers != ["workbook"]:
            progress("building the models")
            start([*script, *chosen, "--prepare", "--models", models])
        for turn in range(given.rounds):
            first = turn % len(given.peers)
            for batch, threads in CONFIGURATIONS:
                for peer in given.peers[first:] + given.peers[:first]:
                    progress(f"round {turn + 1} of {given.rounds}: {TITLES[peer]}, "
                             f"batch {batch}, threads {threads}")
                    if peer == "workbook":
                        report = measure_workbook(given, batch, threads)
                    else:
                        report = last_line(start([
                            *script, "--measure", peer, "--models", models, "--batch", batch,
                            "--threads", threads, "--seconds", given.seconds]))
                    reports.setdefault((peer, batch, threads), []).append(report)
    progress("")
    return reports


def measure_mct(given: argparse.Namespace) -> dict[str, Any]:
    count = given.calibration_images
    progress(f"MCT, {count} images")
    mct = last_line(start([given.mct_python, Path(__file__).with_name("mct_time.py"),
                           given.weights, given.images, count]))
    progress(f"workbook quantize, {count} images")
    classes = ["--classes", given.classes] if given.classes else []
    began = time.perf_counter()
    start([given.workbook, "quantize", "--weights", given.weights, "--images", given.images,
           *classes, "--calibration-images", count, "--error-method", "all", "--json"])
    seconds = time.perf_counter() - began
    progress("")
    return {"version": mct["mct"], "tensorFlow": mct["tensorflow"], "images": count,
            "secondsForOneMethod": mct["seconds"], "secondsForFiveMethods": 5 * mct["seconds"],
            "workbookSecondsForFiveMethods": seconds, "ratio": 5 * mct["seconds"] / seconds}


def versions(peers: list[str]) -> dict[str, str]:
    """The installed versions; fails when a package is missing."""
    wanted = {} if peers == ["workbook"] else {
        **{TITLES[peer]: PACKAGES[peer] for peer in [*peers, "tensorflow"] if peer in PACKAGES},
        "Keras": ["keras"], "NumPy": ["numpy"],
        **({"ONNX": ["onnx"]} if "onnxruntime" in peers else {})}
    found = {}
    for title, names in wanted.items():
        for name in names:
            try:
                found[title] = importlib.metadata.version(name)
                break
            except importlib.metadata.PackageNotFoundError:
                continue
        else:
            raise Failure(f"{names[0]} is not installed in {sys.executable}: pip install -r "
                          f"{Path(__file__).with_name('requirements.txt')}", 2)
    return found | {"Python": platform.python_version()}


def main() -> int:
    given = arguments()
    try:
        if given.prepare:
            prepare(given)
        elif given.measure:
            print(json.dumps(measure(given)))
        else:
            check_files(given)
            installed = versions(given.peers)
            mct = measure_mct(given) if given.mct else None
            report = summary(given.rounds, installed, measure_all(given), mct)
            print(json.dumps(report, indent=2) if given.json else table(report))
    except Failure as failure:
        progress("")
        print(f"{Path(__file__).name}: {failure}", file=sys.stderr)
        return failure.status
    except KeyboardInterrupt:
        progress("")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
