"""What the rounds of peers.py amount to, as values and as a Markdown table."""

import os
import platform
import statistics
from pathlib import Path
from typing import Any

CONFIGURATIONS = [(1, 1), (1, 2), (32, 1), (32, 2)]
PEERS = ["workbook", "litert", "onnxruntime", "tensorflow"]
TITLES = {"workbook": "workbook", "litert": "LiteRT", "onnxruntime": "ONNX Runtime",
          "tensorflow": "TensorFlow"}
GFLOP_PER_IMAGE = 0.6016

# One report per round for every peer, batch and number of threads.
Reports = dict[tuple[str, int, int], list[dict[str, Any]]]


def machine() -> dict[str, Any]:
    """What Python knows of the machine; the workbook knows the instruction set, too."""
    processor = platform.processor()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    except (IndexError, OSError, StopIteration):
        pass
    return {"processor": processor or "unknown processor", "cores": os.cpu_count(),
            "instructionSet": platform.machine(), "build": None}


def summary(rounds: int, versions: dict[str, str], reports: Reports,
            mct: dict[str, Any] | None) -> dict[str, Any]:
    """The medians of the rounds, and the limits that the workbook measured, ready for JSON."""
    results = [{
        "peer": peer, "batch": batch, "threads": threads,
        "millisecondsPerImage": statistics.median(each["ms_per_image"] for each in turns),
        "bestMillisecondsPerImage": min(each["best_ms_per_image"] for each in turns),
        "peakMemoryMB": max(each["peak_rss_mb"] for each in turns),
        # The workbook's own tests compare its probabilities with Keras's.
        "largestDifference": None if peer == "workbook" else max(
            each["largest_difference"] for each in turns),
        "millisecondsPerImageByRound": [each["ms_per_image"] for each in turns],
    } for (peer, batch, threads), turns in reports.items()]
    ours = {key: turns for key, turns in reports.items() if key[0] == "workbook"}
    limits = []
    for threads in [1, 2] if ours else []:
        peak = max(each["peak_gflops"] for key, turns in ours.items() for each in turns
                   if key[2] == threads)
        limit = GFLOP_PER_IMAGE / peak * 1000
        limits.append({
            "threads": threads, "peakGFLOPS": peak, "millisecondsPerImage": limit,
            "workbook": [{"batch": each["batch"], "multiple": each["millisecondsPerImage"] / limit,
                          "bestMultiple": each["bestMillisecondsPerImage"] / limit}
                         for each in results
                         if each["peer"] == "workbook" and each["threads"] == threads]})
    return {
        "schema": 1, "rounds": rounds, "versions": versions, "results": results,
        "machine": next(iter(ours.values()))[0]["machine"] if ours else machine(),
        "limits": limits, "mct": mct}


def table(report: dict[str, Any]) -> str:
    """The summary in Markdown."""
    results = {(each["peer"], each["batch"], each["threads"]): each for each in report["results"]}
    heads = [f"batch {batch}, {threads} thread{'s' * (threads > 1)}"
             for batch, threads in CONFIGURATIONS]
    lines = [f"| ms per image, median / best | {' | '.join(heads)} | peak memory at batch 32 |",
             "|---|" + "---:|" * (len(heads) + 1)]
    for peer in PEERS:
        cells = [results[peer, *key] for key in CONFIGURATIONS if (peer, *key) in results]
        if cells:
            times = [f"{each['millisecondsPerImage']:.2f} / {each['bestMillisecondsPerImage']:.2f}"
                     for each in cells]
            peak = max(each["peakMemoryMB"] for each in cells if each["batch"] == 32)
            lines.append(f"| {TITLES[peer]} | {' | '.join(times)} | {peak:.0f} MB |")
    here = report["machine"]
    build = [f"workbook ({here['build']} build)"] if here["build"] else []
    names = build + [f"{title} {version}" for title, version in report["versions"].items()]
    facts = [f"machine: {here['processor']}, {here['cores']} cores, {here['instructionSet']}",
             f"versions: {', '.join(names)}"]
    if differences := [each["largestDifference"] for each in report["results"]
                       if each["largestDifference"] is not None]:
        facts.append(f"the peers' probabilities differ from Keras's by {max(differences):.1g} at "
                     "most")
    for limit in report["limits"]:
        multiples = [f"{each['multiple']:.2f} times that at batch {each['batch']} "
                     f"(best {each['bestMultiple']:.2f})" for each in limit["workbook"]]
        facts.append(f"FMA limit, {limit['threads']} thread{'s' * (limit['threads'] > 1)}: "
                     f"{limit['millisecondsPerImage']:.2f} ms per image at "
                     f"{limit['peakGFLOPS']:.0f} GFLOPS; workbook takes {', '.join(multiples)}")
    if mct := report["mct"]:
        facts.append(
            f"quantization with {mct['images']} images: MCT {mct['version']} (TensorFlow "
            f"{mct['tensorFlow']}) takes {mct['secondsForOneMethod']:.1f} s for one method, so "
            f"{mct['secondsForFiveMethods']:.1f} s for five; workbook quantize takes "
            f"{mct['workbookSecondsForFiveMethods']:.1f} s for all five: MCT / workbook = "
            f"{mct['ratio']:.1f}")
    return "\n".join(lines) + "\n\n" + "\n".join(f"- {fact}" for fact in facts)
