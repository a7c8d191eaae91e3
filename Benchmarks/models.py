"""MobileNetV2 for every peer: built from one Keras weight file, and opened for inference.

Packages are imported where they are used, so that no peer pays for the memory of another.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SIZE = 224
LARGEST_BATCH = 32
STRIDE_2_BLOCKS = {"block_1", "block_3", "block_6", "block_13"}

Run = Callable[[], np.ndarray]


class BadInput(Exception):
    """What the user gave cannot be used; the message says why."""


def images(batch: int) -> np.ndarray:
    """Images of random patches [batch, 224, 224, 3], -1 ... 1: always the same ones.

    Patches of 32 x 32 pixels make the network surer of its classes, and the images' classes more
    different, than noise in every pixel does.
    """
    patches = np.random.default_rng(1).uniform(-1, 1, (LARGEST_BATCH, 7, 7, 3)).astype(np.float32)
    return patches[:batch].repeat(SIZE // 7, axis=1).repeat(SIZE // 7, axis=2)


def keras_model(weights: Path) -> Any:
    """Keras's MobileNetV2 with the weights of a .h5 file."""
    import tensorflow as tf

    model = tf.keras.applications.MobileNetV2(weights=None, input_shape=(SIZE, SIZE, 3))
    try:
        model.load_weights(str(weights))
    except (KeyError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise BadInput(f"{weights} holds no weights of MobileNetV2 1.0 224: {reason}") from error
    return model


def write_models(weights: Path, folder: Path, peers: list[str]) -> None:
    """Writes the files that `open_peer` opens, and the probabilities that Keras computes."""
    import tensorflow as tf

    model = keras_model(weights)
    np.save(folder / "expected.npy", model(images(LARGEST_BATCH), training=False).numpy())
    if "litert" in peers:
        converted = tf.lite.TFLiteConverter.from_keras_model(model).convert()
        (folder / "model.tflite").write_bytes(converted)
    if "onnxruntime" in peers:
        write_onnx(model, folder / "model.onnx")


def write_onnx(model: Any, path: Path) -> None:
    """Writes the Keras model as ONNX, batch normalizations folded into the convolutions."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes: list[Any] = []
    constants: list[Any] = []

    def constant(name: str, value: Any) -> str:
        constants.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def node(operation: str, inputs: list[str], output: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(operation, inputs, [output], output, **attributes))
        return output

    def convolution(x: str, name: str, normalization: str, stride: int, clipped: bool) -> str:
        kernel = model.get_layer(name).get_weights()[0].astype(np.float64)
        after_it = model.get_layer(normalization)
        gamma, beta, mean, variance = (each.astype(np.float64) for each in after_it.get_weights())
        factor = gamma / np.sqrt(variance + after_it.epsilon)
        depthwise = name.endswith("depthwise")
        # Keras has [height, width, in, out], and [height, width, channel, 1] for depthwise.
        kernel = kernel.transpose((2, 3, 0, 1) if depthwise else (3, 2, 0, 1))
        # With stride 2 and an even size Keras pads below and on the right only.
        before, after = (0, 0) if kernel.shape[2] == 1 else (0, 1) if stride == 2 else (1, 1)
        x = node(
            "Conv",
            [
                x,
                constant(name + "/kernel", kernel * factor[:, None, None, None]),
                constant(name + "/bias", beta - mean * factor),
            ],
            name,
            group=len(factor) if depthwise else 1,
            strides=[stride, stride],
            pads=[before, before, after, after],
        )
        return node("Clip", [x, "zero", "six"], name + "_relu6") if clipped else x

    constant("zero", 0)
    constant("six", 6)
    x = convolution("images", "Conv1", "bn_Conv1", 2, True)
    for block in ["expanded_conv"] + [f"block_{index}" for index in range(1, 17)]:
        start = x
        if block != "expanded_conv":
            x = convolution(x, f"{block}_expand", f"{block}_expand_BN", 1, True)
        stride = 2 if block in STRIDE_2_BLOCKS else 1
        x = convolution(x, f"{block}_depthwise", f"{block}_depthwise_BN", stride, True)
        x = convolution(x, f"{block}_project", f"{block}_project_BN", 1, False)
        if any(layer.name == f"{block}_add" for layer in model.layers):
            x = node("Add", [start, x], f"{block}_add")
    x = convolution(x, "Conv_1", "Conv_1_bn", 1, True)
    x = node("Flatten", [node("GlobalAveragePool", [x], "pool")], "flat")
    kernel, bias = model.get_layer("predictions").get_weights()
    x = node("Gemm", [x, constant("dense/kernel", kernel), constant("dense/bias", bias)], "logits")
    node("Softmax", [x], "probabilities", axis=1)

    image = helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])
    probabilities = helper.make_tensor_value_info(
        "probabilities", TensorProto.FLOAT, ["batch", len(bias)])
    graph = helper.make_graph(nodes, "MobileNetV2", [image], [probabilities], constants)
    written = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(written)
    onnx.save(written, path)


def open_peer(peer: str, weights: Path, folder: Path, batch: int, threads: int) -> Run:
    """A function that classifies the first images and returns the probabilities."""
    openers = {"litert": _litert, "onnxruntime": _onnxruntime, "tensorflow": _tensorflow}
    return openers[peer](weights, folder, batch, threads)


def _litert(weights: Path, folder: Path, batch: int, threads: int) -> Run:
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(folder / "model.tflite"), num_threads=threads)
    index = interpreter.get_input_details()[0]["index"]
    output = interpreter.get_output_details()[0]["index"]
    interpreter.resize_tensor_input(index, [batch, SIZE, SIZE, 3], strict=True)
    interpreter.allocate_tensors()
    interpreter.set_tensor(index, images(batch))

    def run() -> np.ndarray:
        interpreter.invoke()
        return interpreter.get_tensor(output)

    return run


def _onnxruntime(weights: Path, folder: Path, batch: int, threads: int) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_free_dimension_override_by_name("batch", batch)
    session = onnxruntime.InferenceSession(
        folder / "model.onnx", options, providers=["CPUExecutionProvider"])
    x = np.ascontiguousarray(images(batch).transpose(0, 3, 1, 2))
    return lambda: session.run(["probabilities"], {"images": x})[0]


def _tensorflow(weights: Path, folder: Path, batch: int, threads: int) -> Run:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    model = keras_model(weights)
    function = tf.function(lambda x: model(x, training=False))
    x = tf.constant(images(batch))
    return lambda: function(x).numpy()

