"""Records what ONNX Runtime makes of made-up codes in layers that the workbook's own network has not.

    python onnx_layers.py Tests/IntegerNetworkTests/Fixtures/onnxruntime-layers.json

Scales and zero points are no powers of two and lie where ONNX Runtime's roundings differ from others. Every layer is a
model of its own: codes, DequantizeLinear, the operation, QuantizeLinear.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(18)


def grid(scale, zero):
    return {"scale": float(np.float32(scale)), "zeroPoint": zero}


def run(operation, inputs, output, attributes, fused):
    """Inputs are pairs of a grid and codes `[1, c, h, w]`; gives codes of the output's grid."""
    nodes, constants, values, read = [], [], [], {}
    for index, (own, codes) in enumerate(inputs + [(output, None)]):
        constants.append(numpy_helper.from_array(np.float32(own["scale"]), f"scale{index}"))
        constants.append(numpy_helper.from_array(np.uint8(own["zeroPoint"]), f"zero{index}"))
        if codes is not None:
            read[f"codes{index}"] = codes
            values.append(helper.make_tensor_value_info(f"codes{index}", TensorProto.UINT8, codes.shape))
            names = [f"codes{index}", f"scale{index}", f"zero{index}"]
            nodes.append(helper.make_node("DequantizeLinear", names, [f"values{index}"]))
    count = len(inputs)
    nodes.append(helper.make_node(operation, [f"values{index}" for index in range(count)], ["result"], **attributes))
    nodes.append(helper.make_node("QuantizeLinear", ["result", f"scale{count}", f"zero{count}"], ["found"]))
    graph = helper.make_graph(
        nodes, "layer", values, [helper.make_tensor_value_info("found", TensorProto.UINT8, [1, None, None, None])], constants
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.optimized_model_filepath = str(pathlib.Path(tempfile.mkdtemp()) / "optimized.onnx")
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    kinds = [node.op_type for node in onnx.load(options.optimized_model_filepath).graph.node]
    if fused not in kinds:
        sys.exit(f"{operation} became {kinds} instead of {fused}")
    return session.run(["found"], read)[0]


def codes(*shape):
    return random.integers(0, 256, (1, *shape), dtype=np.uint8)


def flat(array):
    """As the workbook has it: the channels of a pixel beside one another."""
    return array.transpose(0, 2, 3, 1).ravel().tolist()


def record(title, operation, fused, inputs, output, attributes=None):
    found = run(operation, inputs, output, attributes or {}, fused)
    return {
        "layer": title,
        "inputs": [{**own, "codes": flat(array)} for own, array in inputs],
        "shape": [inputs[0][1].shape[2], inputs[0][1].shape[3], inputs[0][1].shape[1]],
        "output": {**output, "codes": flat(found)},
    }


def main():
    layers = [
        record(
            "addition", "Add", "QLinearAdd",
            [(grid(0.054312553, 116), codes(4, 16, 16)), (grid(0.06426387, 123), codes(4, 16, 16))],
            grid(0.088366084, 119),
        ),
        record(
            "addition of halves", "Add", "QLinearAdd",
            [(grid(2**-5, 128), codes(4, 8, 8)), (grid(2**-6, 128), codes(4, 8, 8))], grid(2**-5, 128),
        ),
        record(
            "average pooling", "AveragePool", "QLinearAveragePool", [(grid(0.031, 101), codes(4, 8, 8))],
            grid(0.0277, 97), {"kernel_shape": [2, 2], "strides": [2, 2]},
        ),
        record(
            "average pooling of halves", "AveragePool", "QLinearAveragePool", [(grid(2**-5, 127), codes(4, 8, 8))],
            grid(2**-5, 127), {"kernel_shape": [2, 2], "strides": [2, 2]},
        ),
        record(
            "mean", "GlobalAveragePool", "QLinearGlobalAveragePool", [(grid(0.0213, 3), codes(24, 7, 7))],
            grid(0.0049, 11),
        ),
        record(
            "concatenation", "Concat", "QLinearConcat",
            [(grid(0.02, 0), codes(2, 6, 6)), (grid(0.013, 77), codes(2, 6, 6))], grid(0.017, 54), {"axis": 1},
        ),
        record("softmax", "Softmax", "QLinearSoftmax", [(grid(0.041, 140), codes(40, 1, 1))], grid(2**-8, 0), {"axis": 1}),
        record(
            "softmax of many", "Softmax", "QLinearSoftmax", [(grid(0.0103, 140), codes(20, 1, 1))], grid(2**-8, 0),
            {"axis": 1},
        ),
    ]
    written = {"onnxruntime": onnxruntime.__version__, "layers": layers}
    pathlib.Path(sys.argv[1]).write_text(json.dumps(written, separators=(",", ":")).replace('{"layer"', '\n{"layer"') + "\n")


main()
