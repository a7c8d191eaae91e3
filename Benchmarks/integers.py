"""Times an exported network in integers: LiteRT on model.tflite, ONNX Runtime on model.onnx, one picture at a time.

    workbook export --format tflite --format onnx --vectors 8 --output FOLDER ...
    python Benchmarks/integers.py FOLDER

Needs what Tests/Interop/requirements.txt names. Prints medians and best times of 60 runs after 10 that are not counted,
the programs taking turns, in milliseconds per picture.
"""

import pathlib
import statistics
import sys
import time

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter

RUNS, WARM = 60, 10


def litert(folder, threads):
    model = Interpreter(model_path=str(folder / "model.tflite"), num_threads=threads)
    model.allocate_tensors()
    entrance = model.get_input_details()[0]["index"]

    def run(picture):
        model.set_tensor(entrance, picture)
        model.invoke()

    return run


def onnx(folder, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    return lambda picture: session.run(["output"], {"input": picture})


def main():
    folder = pathlib.Path(sys.argv[1])
    pictures = np.load(folder / "vectors/input.npy")
    for threads in (1, 2):
        programs = {"LiteRT, int8": litert(folder, threads), "ONNX Runtime, QDQ": onnx(folder, threads)}
        times = {name: [] for name in programs}
        for run in range(RUNS + WARM):
            picture = pictures[run % len(pictures)][None]
            for name, program in programs.items():
                start = time.perf_counter()
                program(picture)
                if run >= WARM:
                    times[name].append(1000 * (time.perf_counter() - start))
        for name, own in times.items():
            print(f"{name}, threads {threads}: median {statistics.median(own):.2f} ms, best {min(own):.2f} ms")


main()
