"""Asks other toolkits which range they choose by default for four made-up outputs.

    python calibration_rules.py REFERENCE.json PART...

The parts need different packages: `vectors` draws the outputs (NumPy), then `torch`, `modelopt`, `aimet`,
`onnxruntime` and `aeq` (requirements-rules.txt), `ppq` (requirements-rules-ppq.txt), `tensorflow`
(requirements.txt). Every part adds its answers to the file, with the version of its package.

Answers are of two kinds. `alone`: the rule on one histogram of all values, over their exact range, so that
nothing but the rule is tested. `batches`: the whole toolkit, which sees the batches one after the other and
keeps a histogram or a range of its own.
"""

import base64
import importlib.metadata
import json
import os
import pathlib
import sys
import tempfile

import numpy as np

BINS = 2048


def draw():
    """Three batches of 2000 values for each output, in float32."""
    random = np.random.RandomState(19)
    size = (3, 2000)
    half_normal = np.abs(random.normal(size=size)) * np.array([[1.0], [1.25], [0.9]])
    half_normal[random.uniform(size=size) < 0.4] = 0
    relu6 = np.clip(random.normal(1.5, 2.5, size=size), 0, 6)
    laplace = random.laplace(size=size)
    laplace[1, 77], laplace[2, 1234] = 40, -25
    narrow = random.normal(0.02, 0.002, size=size)
    vectors = {"half-normal": half_normal, "relu6": relu6, "laplace": laplace, "narrow": narrow}
    return {name: values.astype("<f4") for name, values in vectors.items()}


def packed(values):
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def unpacked(text):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(3, 2000)


def range_of(lower, upper):
    return {"lower": float(np.squeeze(lower)), "upper": float(np.squeeze(upper))}


def magnitudes(batches, bins):
    """The histogram of |x| from 0 to the largest."""
    values = np.abs(batches.astype(np.float64)).ravel()
    return np.histogram(values, bins=bins, range=(0, values.max()))


def torch(batches):
    import torch
    from torch.ao.quantization.observer import HistogramObserver

    def found(observer):
        lower, upper = observer._non_linear_param_search()
        scale, zero_point = observer.calculate_qparams()
        return {**range_of(lower, upper), "scale": scale.item(), "zeroPoint": zero_point.item()}

    alone, streamed = HistogramObserver(), HistogramObserver()
    counts, edges = np.histogram(batches.astype(np.float64).ravel(), bins=BINS)
    alone.histogram.copy_(torch.tensor(counts, dtype=torch.float32))
    alone.min_val.copy_(torch.tensor(edges[0]))
    alone.max_val.copy_(torch.tensor(edges[-1]))
    for batch in batches:
        streamed(torch.tensor(batch))
    return {"pyTorch": {"alone": found(alone), "batches": found(streamed)}}


def modelopt(batches):
    import torch
    from modelopt.torch.quantization.calib.histogram import HistogramCalibrator, _compute_amax_entropy

    def alone(bits):
        counts, edges = magnitudes(batches, BINS)
        amax = _compute_amax_entropy(counts.copy(), edges, bits, False).item()
        return range_of(-amax, amax)

    def streamed(bits):
        calibrator = HistogramCalibrator(num_bits=bits)
        for batch in batches:
            calibrator.collect(torch.tensor(batch))
        amax = calibrator.compute_amax("entropy").item()
        return range_of(-amax, amax)

    return {
        "tensorRT": {"alone": alone(8), "batches": streamed(8)},
        "tensorRT4": {"alone": alone(4), "batches": streamed(4)}}


def aimet(batches):
    from aimet_onnx.common import libpymo

    def found(parts, bits):
        quantizer = libpymo.BlockTensorQuantizer(
            [], bits, libpymo.QuantizationMode.QUANTIZATION_TF_ENHANCED)
        for part in parts:
            quantizer.updateStats(part)
        encoding = quantizer.computeEncodings(False)[0]
        return {
            **range_of(encoding.min, encoding.max), "scale": encoding.delta,
            "zeroPoint": -encoding.offset}

    return {
        name: {"alone": found([batches.ravel()], bits), "batches": found(batches, bits)}
        for name, bits in (("aimet", 8), ("aimet4", 4))}


def onnxruntime(batches):
    import onnx
    from onnx import TensorProto, helper
    from onnxruntime.quantization.calibrate import (
        CalibrationDataReader, CalibrationMethod, HistogramCollector, create_calibrator)

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.batches = iter(batches)

        def get_next(self):
            batch = next(self.batches, None)
            return None if batch is None else {"x": batch}

    def streamed(method):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "model.onnx")
            tensors = [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, [2000]) for name in "xy"]
            graph = helper.make_graph(
                [helper.make_node("Identity", ["x"], ["y"])], "g", tensors[:1], tensors[1:])
            onnx.save(
                helper.make_model(
                    graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
            calibrator = create_calibrator(
                path, augmented_model_path=os.path.join(folder, "augmented.onnx"),
                calibrate_method=method)
            calibrator.collect_data(Reader())
            return range_of(*calibrator.compute_data()["y"].range_value)

    def collector(method, symmetric):
        return HistogramCollector(
            method=method, symmetric=symmetric, num_bins=BINS, num_quantized_bins=128,
            percentile=99.999, scenario="same")

    values = batches.ravel()
    reach = np.abs(values).max()
    ends = values.min(), values.max()

    def entropy(bins):
        histogram = np.histogram(values, bins, range=(-reach, reach))
        return range_of(*collector("entropy", False).get_entropy_threshold((*histogram, *ends), 128))

    percentile = collector("percentile", True)
    counts, edges = magnitudes(batches, BINS)
    percentile.histogram_dict = {"y": (counts, edges.astype(np.float32), *ends)}
    methods = CalibrationMethod
    return {
        "onnxRuntimeMinMax": {"batches": streamed(methods.MinMax)},
        "onnxRuntimePercentile": {
            "alone": range_of(*percentile.compute_percentile()["y"][:2]),
            "batches": streamed(methods.Percentile)},
        "onnxRuntimeEntropy": {"alone": entropy(128), "batches": streamed(methods.Entropy)},
        # Not the default: there the loop has something to choose from.
        "onnxRuntimeEntropy2048": {"alone": entropy(2048)}}


def aeq(batches):
    from ai_edge_quantizer import qtyping
    from ai_edge_quantizer.algorithms.uniform_quantize import uniform_quantize_tensor
    from ai_edge_quantizer.utils import qsv_utils

    seen = {}
    for batch in batches:
        seen = qsv_utils.moving_average_update(
            seen, {"min": batch.min(keepdims=True), "max": batch.max(keepdims=True)})
    zero_point, scale = uniform_quantize_tensor.tensor_zp_scale_from_min_max(
        seen["min"], seen["max"], 8, False, qtyping.QuantGranularity.TENSORWISE)
    return {
        "aiEdgeQuantizer": {
            "batches": {
                **range_of(seen["min"].item(), seen["max"].item()), "scale": scale.item(),
                "zeroPoint": int(zero_point.item()) + 128}}}


def ppq(batches):
    import torch
    from esp_ppq.core import (
        QuantizationPolicy, QuantizationProperty, QuantizationStates, TensorQuantizationConfig)
    from esp_ppq.IR import Variable
    from esp_ppq.quantization.observer.range import TorchHistObserver

    def found(bits, power_of_two):
        policy = QuantizationProperty.SYMMETRICAL + QuantizationProperty.LINEAR \
            + QuantizationProperty.PER_TENSOR
        if power_of_two:
            policy += QuantizationProperty.POWER_OF_2
        half = 1 << (bits - 1)
        config = TensorQuantizationConfig(
            QuantizationPolicy(policy), num_of_bits=bits, quant_min=-half, quant_max=half - 1,
            state=QuantizationStates.INITIAL)
        observer = TorchHistObserver(Variable("y"), config)
        for _ in range(2):
            for batch in batches:
                observer.observe(torch.tensor(batch))
            observer.render_quantization_config()
        scale = config.scale.item()
        return {"batches": {**range_of(-half * scale, half * scale), "scale": scale}}

    return {"ppq": found(8, False), "ppq4": found(4, False), "espPPQ": found(8, True)}


def tensorflow(batches):
    import tensorflow as tf

    class Adding(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec([2000], tf.float32)])
        def __call__(self, x):
            return x + x

    module = Adding()
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [module.__call__.get_concrete_function()], module)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([batch] for batch in batches)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    scale, zero_point = interpreter.get_input_details()[0]["quantization"]
    zero_point += 128
    return {
        "tfLite": {
            "batches": {
                **range_of(-zero_point * scale, (255 - zero_point) * scale), "scale": float(scale),
                "zeroPoint": int(zero_point)}}}


PARTS = {
    "torch": (torch, "torch"), "modelopt": (modelopt, "nvidia-modelopt"), "aimet": (aimet, "aimet-onnx"),
    "onnxruntime": (onnxruntime, "onnxruntime"), "aeq": (aeq, "ai-edge-quantizer"),
    "ppq": (ppq, "esp-ppq"), "tensorflow": (tensorflow, "tensorflow-cpu")}


def main():
    path = pathlib.Path(sys.argv[1])
    for part in sys.argv[2:]:
        if part == "vectors":
            reference = {
                "packages": {},
                "outputs": [
                    {"name": name, "values": packed(values), "rules": {}}
                    for name, values in draw().items()]}
        else:
            reference = json.loads(path.read_text())
            function, package = PARTS[part]
            reference["packages"][package] = importlib.metadata.version(package)
            for output in reference["outputs"]:
                output["rules"].update(function(unpacked(output["values"])))
                output["rules"] = dict(sorted(output["rules"].items()))
            reference["packages"] = dict(sorted(reference["packages"].items()))
        path.write_text(json.dumps(reference, indent=1) + "\n")


main()
