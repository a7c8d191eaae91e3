"""Runs an exported model.onnx in ONNX Runtime and compares every layer's codes with the workbook's.

    python onnx_model.py FOLDER

FOLDER is what `workbook export --format onnx` wrote. Every layer is cut out of the file and gets the codes that the
workbook computed for what it reads, so that a difference is the layer's own. Exits with 1 when

- `onnx.checker` finds fault with the file,
- a convolution is not fused to `QLinearConv`, or gives another code than the workbook,
- another layer gives a code that differs by more than one,
- without optimizations (floats on grids), the class is that of the workbook's quantized network for fewer than 99.5 %
  of the pictures.

Without vectors only the file is checked and loaded.
"""

import collections
import json
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnx.utils
import onnxruntime

FUSED = "QLinearConv"


def session(model, optimized=None, level=onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    options.log_severity_level = 3
    # Without VNNI the fast kernels for x86 cut sums of two products off at 16 bits.
    options.add_session_config_entry("session.x64quantprecision", "1")
    if optimized is not None:
        options.optimized_model_filepath = str(optimized)
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def operations(file):
    """How often every operation stands in a file."""
    return collections.Counter(node.op_type for node in onnx.load(file).graph.node)


def channels_first(codes):
    return codes[:, :, None, None] if codes.ndim == 2 else codes.transpose(0, 3, 1, 2)


def top(values):
    """The class of every picture, the first of equal ones."""
    return values.reshape(len(values), -1).argmax(axis=1)


def main():
    folder = pathlib.Path(sys.argv[1])
    file = folder / "model.onnx"
    onnx.checker.check_model(str(file), full_check=True)
    model = onnx.load(file)
    entries = {entry.key: entry.value for entry in model.metadata_props}
    print(f"{model.producer_name}, {entries}, opset {model.opset_import[0].version}, {file.stat().st_size} bytes")
    vectors = folder / "vectors-onnx"
    if not vectors.exists():
        session(model)
        return
    layers = json.loads((vectors / "layers.json").read_text())
    pictures = np.load(vectors / "input.npy")
    answers = np.load(vectors / "quantized.npy")
    codes = {layer["layer"]: np.load(vectors / layer["file"], mmap_mode="r") for layer in layers}
    failures = []

    # Every layer alone.
    extractor = onnx.utils.Extractor(model)
    equal = collections.Counter()
    differing = collections.Counter()
    scratch = pathlib.Path(tempfile.mkdtemp()) / "optimized.onnx"
    for layer in layers[1:]:
        name, kind = layer["layer"], layer["operation"]
        alone = extractor.extract_model(list(dict.fromkeys(layer["inputs"])), [name])
        run = session(alone, optimized=scratch)
        fused = operations(scratch)
        if "convolution" in kind and fused[FUSED] != 1:
            failures.append(f"{name} is not fused: {dict(fused)}")
        different, farthest = 0, 0
        for start in range(0, len(pictures), 10):
            part = slice(start, start + 10)
            read = {own: channels_first(np.asarray(codes[own][part])) for own in layer["inputs"]}
            found = run.run([name], read)[0].astype(int)
            distance = np.abs(found - channels_first(codes[name][part]))
            different += int((distance > 0).sum())
            farthest = max(farthest, int(distance.max()))
        (differing if different else equal)[kind] += 1
        if different:
            share = 100 * different / codes[name].size
            print(f"  {name} ({kind}, {dict(fused)}): {share:.4f} % differ, by at most {farthest}")
        if different and "convolution" in kind or farthest > 1:
            failures.append(f"{name} ({kind}) differs by {farthest}")
    print(f"ONNX Runtime, every layer alone, {len(pictures)} pictures: equal {dict(equal)}, differing {dict(differing)}")

    # The whole network.
    entrance = model.graph.input[0]
    last = layers[-1]["layer"]
    read = pictures
    if entrance.type.tensor_type.elem_type != onnx.TensorProto.FLOAT:
        signed = entrance.type.tensor_type.elem_type == onnx.TensorProto.INT8
        first = np.asarray(codes[layers[0]["layer"]])
        read = (first.astype(int) - 128).astype(np.int8) if signed else first
    run = session(model, optimized=scratch)
    found = np.concatenate([run.run(["output"], {"input": read[i : i + 10]})[0] for i in range(0, len(read), 10)])
    print(f"  the whole network is {dict(operations(scratch))}")
    same = int((top(found) == top(codes[last])).sum())
    print(f"  fused: classes equal to the integer network's on {same} of {len(read)}")

    plain = session(model, level=onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL)
    found = np.concatenate([plain.run(["output"], {"input": read[i : i + 10]})[0] for i in range(0, len(read), 10)])
    same = int((top(found) == top(answers)).sum())
    print(f"  floats on grids: classes equal to the quantized network's on {same} of {len(read)}")
    if same < 0.995 * len(read):
        failures.append(f"floats on grids agree on {same} of {len(read)}")

    for failure in failures[:10]:
        print("FAILED:", failure)
    sys.exit(1 if failures else 0)


main()
