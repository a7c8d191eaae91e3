"""Runs an exported model.onnx in ONNX Runtime and compares every layer's codes with the workbook's.

    python onnx_model.py FOLDER [DIGESTS.json]

FOLDER is what `workbook export --format onnx` wrote. Every layer is cut out of the file and gets the codes that the
workbook computed for what it reads, so that a difference is the layer's own. Exits with 1 when

- `onnx.checker` finds fault with the file,
- a convolution is not fused to `QLinearConv`, or gives another code than the workbook,
- another layer gives a code that differs by more than one,
- there is an encodings.json, and without optimizations (floats on grids) the class is that of the workbook's quantized
  network for fewer than 98 % of the pictures, or for fewer than 99.5 % when ONNX Runtime is made to round as the
  workbook does.

The workbook's quantized network has two roundings of MCT's that a chip has not: its biases are floats, and a value in
the middle between two codes goes up. ONNX has biases in int32, and halves go to the even code. Many sums
of two tensors on grids of powers of two, and many means of four values, are such halves. `as_the_workbook` undoes both.

Without vectors the file is checked and loaded. With a second argument, the digests of what ONNX Runtime gives for the
pictures, layer by layer, are written to it.
"""

import collections
import hashlib
import json
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnx.utils
import onnxruntime
from onnx import helper, numpy_helper

FUSED = "QLinearConv"
NO_OPTIMIZATION = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL


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
    return dict(collections.Counter(node.op_type for node in onnx.load(file).graph.node))


def channels_first(codes):
    """`[N, h, w, c]` as `[N, c, h, w]`; extents that are missing are 1."""
    pictures = codes.reshape(codes.shape[:1] + (1,) * (4 - codes.ndim) + codes.shape[1:])
    return pictures.transpose(0, 3, 1, 2)


def top(values):
    """The class of every picture, the first of equal ones."""
    return values.reshape(len(values), -1).argmax(axis=1)


def answers_of(run, pictures):
    parts = [run.run(["output"], {"input": pictures[i : i + 10]})[0] for i in range(0, len(pictures), 10)]
    return np.concatenate(parts)


def as_the_workbook(model, encodings):
    """The model with biases as floats, and sums that lie in the middle between two codes moved up."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    graph = copy.graph
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    biases = iter([kernel["correctedBias"] for kernel in encodings["kernels"]])
    sums = {node.output[0] for node in graph.node if node.op_type in ("Add", "AveragePool")}
    nodes = []
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and constants.get(node.input[0], np.int8(0)).dtype == np.int32:
            bias = np.array(next(biases), np.float32)
            steps = constants[node.input[1]]
            if np.any(np.abs(bias - constants[node.input[0]] * steps.astype(np.float64)) > 0.501 * steps):
                sys.exit(f"{node.name} is not the bias that encodings.json has in its place")
            graph.initializer.append(numpy_helper.from_array(bias, node.output[0]))
            continue
        if node.op_type == "QuantizeLinear" and node.input[0] in sums:
            # Far less than the distance of two sums, and far more than what float32 rounds.
            little = np.float32(constants[node.input[1]] / 1024)
            graph.initializer.append(numpy_helper.from_array(little, node.name + "/little"))
            up = node.name + "/up"
            nodes.append(helper.make_node("Add", [node.input[0], node.name + "/little"], [up]))
            node.input[0] = up
        nodes.append(node)
    if next(biases, None) is not None:
        sys.exit("encodings.json has more biases than the model")
    del graph.node[:]
    graph.node.extend(nodes)
    return copy


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
    digests = {layers[0]["layer"]: hashlib.sha256(np.asarray(codes[layers[0]["layer"]]).tobytes())}
    equal = collections.Counter()
    differing = collections.Counter()
    optimized = pathlib.Path(tempfile.mkdtemp()) / "optimized.onnx"
    for layer in layers[1:]:
        name, kind = layer["layer"], layer["operation"]
        alone = extractor.extract_model(list(dict.fromkeys(layer["inputs"])), [name])
        run = session(alone, optimized=optimized)
        fused = operations(optimized)
        if "convolution" in kind and fused.get(FUSED) != 1:
            failures.append(f"{name} is not fused: {fused}")
        different, farthest = 0, 0
        digests[name] = hashlib.sha256()
        for start in range(0, len(pictures), 10):
            part = slice(start, start + 10)
            read = {own: channels_first(np.asarray(codes[own][part])) for own in layer["inputs"]}
            found = run.run([name], read)[0]
            digests[name].update(found.transpose(0, 2, 3, 1).tobytes())
            distance = np.abs(found.astype(int) - channels_first(codes[name][part]))
            different += int((distance > 0).sum())
            farthest = max(farthest, int(distance.max()))
        (differing if different else equal)[kind] += 1
        if different:
            share = 100 * different / codes[name].size
            print(f"  {name} ({kind}, {fused}): {share:.4f} % differ, by at most {farthest}")
        if different and "convolution" in kind or farthest > 1:
            failures.append(f"{name} ({kind}) differs by {farthest}")
    print(f"ONNX Runtime, every layer alone, {len(pictures)} pictures: equal {dict(equal)}, differing {dict(differing)}")
    if len(sys.argv) > 2:
        written = {
            "onnxruntime": onnxruntime.__version__,
            "pictures": len(pictures),
            "sha256": {name: digest.hexdigest() for name, digest in digests.items()},
        }
        pathlib.Path(sys.argv[2]).write_text(json.dumps(written, indent=1) + "\n")

    # The whole network.
    entrance = model.graph.input[0].type.tensor_type.elem_type
    if entrance != onnx.TensorProto.FLOAT:
        first = np.asarray(codes[layers[0]["layer"]])
        pictures = (first.astype(int) - 128).astype(np.int8) if entrance == onnx.TensorProto.INT8 else first
    found = answers_of(session(model, optimized=optimized), pictures)
    print(f"  the whole network, fused, is {operations(optimized)}")
    last = np.asarray(codes[layers[-1]["layer"]])
    values = found.astype(np.float32)
    if entrance == onnx.TensorProto.FLOAT:
        values = values / np.float32(layers[-1]["scale"]) + layers[-1]["zeroPoint"]
    elif entrance == onnx.TensorProto.INT8:
        values = values + 128
    different = int((np.round(values) != last).sum())
    print(
        f"  fused: {100 * different / last.size:.4f} % of the codes of the output differ from the integer network's,"
        f" classes are equal on {int((top(found) == top(last)).sum())} of {len(pictures)}"
    )

    encodings = folder / "encodings.json"
    kinds = [("floats on grids", model, 0.98 if encodings.exists() else 0)]
    if encodings.exists():
        own = as_the_workbook(model, json.loads(encodings.read_text()))
        kinds.append(("floats on grids, rounded as the workbook does", own, 0.995))
    for title, kind, least in kinds:
        found = answers_of(session(kind, level=NO_OPTIMIZATION), pictures)
        same = int((top(found) == top(answers)).sum())
        print(f"  {title}: classes equal to the quantized network's on {same} of {len(pictures)}")
        if same < least * len(pictures):
            failures.append(f"{title}: {same} of {len(pictures)} classes are equal")

    for failure in failures[:10]:
        print("FAILED:", failure)
    sys.exit(1 if failures else 0)


main()
