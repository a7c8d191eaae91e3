"""Times an exported network in integers: LiteRT, ONNX Runtime and the workbook, side by side.

    workbook export --format tflite --format onnx --vectors 8 --output FOLDER ...
    python integers.py FOLDER --weights WEIGHTS.h5 --images IMAGES

See README.md beside this file. Needs what Tests/Interop/requirements.txt names.
"""

import argparse
import importlib.metadata
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from peers import PROJECT, Failure, Parser, last_line, positive, progress, start
from report import CONFIGURATIONS, machine

FILES = {"litert": ("model.tflite", "vectors"), "onnxruntime": ("model.onnx", "vectors-onnx")}
TITLES = {"litert": "LiteRT, `model.tflite`", "onnxruntime": "ONNX Runtime, `model.onnx`"}
PACKAGES = {"LiteRT": "ai-edge-litert", "ONNX Runtime": "onnxruntime", "NumPy": "numpy"}
# LiteRT's fast kernels round other than its readable ones, whose codes lie beside the file: by 0.11 for MobileNetV2.
TOLERANCE = 0.25

Times = dict[tuple[str, int, int], list[dict[str, float]]]


def arguments() -> argparse.Namespace:
    parser = Parser(description="Time an exported network in integers.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="what workbook export wrote, with --vectors")
    parser.add_argument("--weights", type=Path, metavar="FILE",
                        help="the network that was exported; without it the workbook does not run")
    parser.add_argument("--images", type=Path, metavar="FOLDER", help="images in class folders to quantize it with")
    parser.add_argument("--classes", type=Path, metavar="FILE", help="classes.csv of the images")
    parser.add_argument("--part", action="append", dest="parts", metavar="PART",
                        help="of workbook bench; repeatable (default: float and integer)")
    parser.add_argument("--workbook", type=Path, metavar="FILE", default=PROJECT / ".build/release/workbook",
                        help="the built tool (default: .build/release/workbook)")
    parser.add_argument("--rounds", type=positive(int), default=5, metavar="N",
                        help="how often everything is measured (default: 5)")
    parser.add_argument("--seconds", type=positive(float), default=1.0, metavar="S",
                        help="how long a peer runs at least per round (default: 1)")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    # The script starts itself with these.
    parser.add_argument("--measure", choices=FILES, help=argparse.SUPPRESS)
    for name in ["--batch", "--threads"]:
        parser.add_argument(name, type=int, help=argparse.SUPPRESS)
    parsed = parser.parse_args()
    parsed.workbook = parsed.workbook.absolute()
    parsed.parts = parsed.parts or ["float", "integer"]
    if parsed.weights and parsed.parts != ["float"] and not parsed.images:
        parser.error("--weights needs --images, but for --part float alone")
    return parsed


def check_files(given: argparse.Namespace) -> None:
    for file, vectors in FILES.values():
        for path in [given.folder / file, given.folder / vectors / "layers.json"]:
            if not path.is_file():
                raise Failure(f"no file {path}: write it with workbook export --format tflite --format onnx "
                              "--vectors 8", 2)
    for file in [given.weights, given.classes, given.workbook if given.weights else None]:
        if file and not file.is_file():
            raise Failure(f"no file {file}", 2)


# One measurement, in a process of its own.


def litert(file: Path, shape: list[int], threads: int) -> Callable[[np.ndarray], np.ndarray]:
    from ai_edge_litert.interpreter import Interpreter

    model = Interpreter(str(file), num_threads=threads)
    entrance, exit = model.get_input_details()[0]["index"], model.get_output_details()[0]["index"]
    model.resize_tensor_input(entrance, shape)
    try:
        model.allocate_tensors()
    except RuntimeError as error:
        raise Failure(f"LiteRT takes no batch of {shape[0]}: {str(error).splitlines()[0]}") from error

    def run(pictures: np.ndarray) -> np.ndarray:
        model.set_tensor(entrance, pictures)
        model.invoke()
        return model.get_tensor(exit)

    return run


def onnx(file: Path, threads: int) -> Callable[[np.ndarray], np.ndarray]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Else sums saturate on x86 processors without VNNI.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return lambda pictures: session.run(["output"], {"input": pictures})[0]


def measure(given: argparse.Namespace) -> dict[str, float]:
    file, vectors = (given.folder / name for name in FILES[given.measure])
    pictures = np.load(vectors / "input.npy")
    last = json.loads((vectors / "layers.json").read_text())[-1]
    expected = (np.load(vectors / last["file"]).astype(np.float32) - last["zeroPoint"]) * last["scale"]
    # The exported pictures, again and again.
    own = np.resize(np.arange(len(pictures)), given.batch)
    pictures, expected = pictures[own], expected[own]
    if given.measure == "litert":
        run = litert(file, list(pictures.shape), given.threads)
    else:
        run = onnx(file, given.threads)
    found = run(pictures)
    run(pictures)
    times: list[float] = []
    while len(times) < 5 or sum(times) < given.seconds:
        began = time.perf_counter()
        run(pictures)
        times.append(time.perf_counter() - began)
    difference = float(np.max(np.abs(found.reshape(expected.shape) - expected)))
    if not difference <= TOLERANCE:  # Not `>`, which is false for NaN.
        raise Failure(f"{file}: the outputs differ from the codes beside it by {difference:.2g}, and "
                      f"{TOLERANCE:g} is allowed")
    return {"ms_per_image": statistics.median(times) * 1000 / given.batch,
            "best_ms_per_image": min(times) * 1000 / given.batch, "largest_difference": difference}


# The rounds.


def measure_workbook(given: argparse.Namespace, batch: int, threads: int) -> dict[str, Any]:
    optional = [word for option in ["images", "classes"] if getattr(given, option)
                for word in [f"--{option}", getattr(given, option)]]
    parts = [word for part in given.parts for word in ["--part", part]]
    printed = start([given.workbook, "bench", "--weights", given.weights, *optional, *parts, "--batch", batch,
                     "--threads", threads, "--repetitions", 5, "--json"])
    try:
        report = json.loads(printed)
        rows = {row["part"]: row for row in report["parts"] if row["batch"] == batch}
        return {"machine": report["machine"]} | {
            part: {"ms_per_image": float(rows[part]["millisecondsPerImage"]),
                   "best_ms_per_image": float(rows[part]["bestMillisecondsPerImage"])} for part in given.parts}
    except (KeyError, TypeError, ValueError) as error:
        raise Failure(f"{given.workbook} bench {' '.join(parts)} --batch {batch} --threads {threads} printed no report "
                      "that this script can read") from error


def measure_all(given: argparse.Namespace) -> tuple[Times, dict[str, Any]]:
    programs = [*FILES, *(["workbook"] if given.weights else [])]
    times: Times = {}
    here = machine()
    for turn in range(given.rounds):
        first = turn % len(programs)
        for batch, threads in CONFIGURATIONS:
            for program in programs[first:] + programs[:first]:
                progress(f"round {turn + 1} of {given.rounds}: {program}, batch {batch}, threads {threads}")
                if program == "workbook":
                    report = measure_workbook(given, batch, threads)
                    here = report["machine"]
                    for part in given.parts:
                        times.setdefault((f"workbook, {part}", batch, threads), []).append(report[part])
                else:
                    times.setdefault((TITLES[program], batch, threads), []).append(last_line(start([
                        sys.executable, __file__, given.folder, "--measure", program, "--batch", batch,
                        "--threads", threads, "--seconds", given.seconds])))
    progress("")
    return times, here


def summary(rounds: int, times: Times, here: dict[str, Any]) -> dict[str, Any]:
    return {"schema": 1, "rounds": rounds, "machine": here,
            "versions": {title: importlib.metadata.version(name) for title, name in PACKAGES.items()},
            "results": [{
                "program": program, "batch": batch, "threads": threads,
                "millisecondsPerImage": statistics.median(each["ms_per_image"] for each in turns),
                "bestMillisecondsPerImage": min(each["best_ms_per_image"] for each in turns),
                "largestDifference": turns[0].get("largest_difference"),
                "millisecondsPerImageByRound": [each["ms_per_image"] for each in turns],
            } for (program, batch, threads), turns in times.items()]}


def table(report: dict[str, Any]) -> str:
    """The summary in Markdown."""
    results = {(each["program"], each["batch"], each["threads"]): each for each in report["results"]}
    heads = [f"batch {batch}, {threads} thread{'s' * (threads > 1)}" for batch, threads in CONFIGURATIONS]
    lines = [f"| ms per image, median / best | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
    for program in dict.fromkeys(each["program"] for each in report["results"]):
        cells = [results[program, *key] for key in CONFIGURATIONS]
        times = [f"{each['millisecondsPerImage']:.2f} / {each['bestMillisecondsPerImage']:.2f}" for each in cells]
        lines.append(f"| {program} | {' | '.join(times)} |")
    here = report["machine"]
    versions = ", ".join(f"{title} {version}" for title, version in report["versions"].items())
    return "\n".join([*lines, "", f"- machine: {here['processor']}, {here['cores']} cores, {here['instructionSet']}",
                      f"- versions: {versions}; {report['rounds']} rounds"])


def main() -> int:
    given = arguments()
    try:
        if given.measure:
            print(json.dumps(measure(given)))
        else:
            check_files(given)
            report = summary(given.rounds, *measure_all(given))
            print(json.dumps(report, indent=2) if given.json else table(report))
    except Failure as failure:
        progress("")
        print(f"{Path(__file__).name}: {failure}", file=sys.stderr)
        return failure.status
    except importlib.metadata.PackageNotFoundError as error:
        print(f"{Path(__file__).name}: {error.name} is not installed in {sys.executable}: pip install -r "
              f"{PROJECT / 'Tests/Interop/requirements.txt'}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        progress("")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
