"""Writes what MCT's searches and quantizers make of small synthetic inputs.

    python vectors.py OUTPUT_FOLDER

Each case is one call of MCT. The samples come from a generator of our own (splitmix64), so that they are the
same on every machine; where another math library moves a sample over a bin's edge, the counts written here decide.
"""

import json
import math
import pathlib
import sys

import mct_quantizers
import model_compression_toolkit as mct
import numpy as np
import tensorflow as tf
from mct_quantizers.keras import quantizers as runtime
from model_compression_toolkit.constants import MIN_THRESHOLD
from model_compression_toolkit.core import QuantizationErrorMethod
from model_compression_toolkit.core.common.collectors.histogram_collector import HistogramCollector
from model_compression_toolkit.core.common.quantization.quantization_params_generation import (
    outlier_filter, power_of_two_selection, qparams_search, symmetric_selection, uniform_selection)
from model_compression_toolkit.core.common.quantization.quantizers import quantizers_helpers as helpers
from model_compression_toolkit.core.common.statistics_correction import compute_bias_correction_of_graph as bias

POT, SYM, UNI = "POWER_OF_TWO", "SYMMETRIC", "UNIFORM"
ACTIVATION_SEARCHES = {
    POT: power_of_two_selection.power_of_two_selection_histogram,
    SYM: symmetric_selection.symmetric_selection_histogram, UNI: uniform_selection.uniform_selection_histogram}
KERNEL_SEARCHES = {
    POT: power_of_two_selection.power_of_two_selection_tensor,
    SYM: symmetric_selection.symmetric_selection_tensor, UNI: uniform_selection.uniform_selection_tensor}


class Samples:
    """splitmix64, as in the workbook's `SplitMix64`; a normal sample takes two draws."""

    def __init__(self, seed):
        self.state = seed

    def u(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return ((z ^ (z >> 31)) >> 11) * 2.0 ** -53

    def n(self):
        first, second = self.u(), self.u()
        return math.sqrt(-2 * math.log(1 - first)) * math.cos(2 * math.pi * second)

    def laplace(self):
        u = self.u() - 0.5
        return -math.copysign(1, u) * math.log(1 - 2 * abs(u))


def draw(seed, count, sample, first=()):
    """`count` samples as float32; the first ones are replaced."""
    samples = Samples(seed)
    values = np.array([sample(samples) for _ in range(count)], np.float32)
    values[:len(first)] = first
    return values


def swish(s):
    t = 2 * s.n()
    return t / (1 + math.exp(-t))


# name: (what it is, batches of float32 values)
INPUTS = {name: (recipe, batches) for name, recipe, batches in [
    ("gauss", "seed 1, 8192 x n()", [draw(1, 8192, Samples.n)]),
    ("gauss_shift", "seed 2, 8192 x 0.3+2.5*n()", [draw(2, 8192, lambda s: 0.3 + 2.5 * s.n())]),
    ("relu", "seed 3, 8192 x max(n(),0)", [draw(3, 8192, lambda s: max(s.n(), 0))]),
    ("relu6", "seed 4, 8192 x min(max(2+3*n(),0),6)", [draw(4, 8192, lambda s: min(max(2 + 3 * s.n(), 0), 6))]),
    ("laplace", "seed 5, 8192 x -sign(u-0.5)*ln(1-2|u-0.5|)", [draw(5, 8192, Samples.laplace)]),
    ("heavy", "seed 6, 8192 x n()/sqrt(u()+1e-3), normal drawn first",
     [draw(6, 8192, lambda s: s.n() / math.sqrt(s.u() + 1e-3))]),
    ("uniform_signed", "seed 7, 8192 x 2*u()-1", [draw(7, 8192, lambda s: 2 * s.u() - 1)]),
    ("uniform_pos", "seed 8, 8192 x 3*u()", [draw(8, 8192, lambda s: 3 * s.u())]),
    ("bimodal", "seed 9, 8192 x (u()<0.5 ? -2+0.3*n() : 3+0.5*n())",
     [draw(9, 8192, lambda s: -2 + 0.3 * s.n() if s.u() < 0.5 else 3 + 0.5 * s.n())]),
    ("gauss_outliers", "seed 10, 8192 x n(), then first five values replaced by 40,-40,35,-25,30",
     [draw(10, 8192, Samples.n, [40, -40, 35, -25, 30])]),
    ("relu_outlier", "seed 11, 8192 x max(n(),0), then first value replaced by 100",
     [draw(11, 8192, lambda s: max(s.n(), 0), [100])]),
    ("tiny", "seed 12, 8192 x 1e-6*n()", [draw(12, 8192, lambda s: 1e-6 * s.n())]),
    ("swish", "seed 13, 8192 x t/(1+exp(-t)), t=2*n()", [draw(13, 8192, swish)]),
    ("pos_offset", "seed 14, 8192 x 2+3*u()", [draw(14, 8192, lambda s: 2 + 3 * s.u())]),
    ("neg_only", "seed 15, 8192 x -1-2*u()", [draw(15, 8192, lambda s: -1 - 2 * s.u())]),
    ("constant_one", "100 x 1.0", [np.ones(100, np.float32)]),
    ("zeros", "100 x 0.0", [np.zeros(100, np.float32)]),
    ("noclip_first_edge_quirk", "seed 16, 8192 x clamp(n(),-3,3), then first value replaced by float32(-4.0005)",
     [draw(16, 8192, lambda s: min(max(s.n(), -3), 3), [-4.0005])]),
    ("merge_gauss", "3 batches of 4096: seed 21 n(); seed 22 0.5*n(); seed 23 1.7*n()+0.4",
     [draw(21, 4096, Samples.n), draw(22, 4096, lambda s: 0.5 * s.n()), draw(23, 4096, lambda s: 1.7 * s.n() + 0.4)]),
    ("merge_relu", "4 batches of 2048: seed 31..34, max(s*n(),0) with s=1,3,0.2,5",
     [draw(31 + i, 2048, lambda s, f=f: max(f * s.n(), 0)) for i, f in enumerate([1, 3, 0.2, 5])]),
]}

# name: (shape, axis of the outputs, axis of the inputs, recipe, values)
KERNELS = {
    "conv_3x3x2x4": ((3, 3, 2, 4), 3, 2, "seed 41, row-major, 0.2*n()", draw(41, 72, lambda s: 0.2 * s.n())),
    "dw_3x3x4x1": ((3, 3, 4, 1), 2, 2, "seed 42, row-major, 0.5*laplace", draw(42, 36, lambda s: 0.5 * s.laplace())),
    "dense_6x5": ((6, 5), 1, 0, "seed 43, row-major, n()", draw(43, 30, Samples.n)),
}


def merged(batches, bins=2048):
    collector = HistogramCollector(n_bins=bins)
    for batch in batches:
        collector.update(np.asarray(batch, np.float32).astype(np.float64).flatten())
    return collector, *collector.get_histogram()


def activation_cases():
    """(input, restriction, method, bits, signed or None, z-threshold, smallest threshold)"""
    floor = MIN_THRESHOLD
    for name in INPUTS:
        for method in ["NOCLIPPING", "MSE", "MAE", "KL", "LP"]:
            yield name, POT, method, 8, None, None, floor
        for method in ["NOCLIPPING", "MSE", "MAE"]:
            yield name, SYM, method, 8, None, None, floor
        yield name, UNI, "NOCLIPPING", 8, None, None, floor
    for name in ["gauss", "relu", "relu6", "laplace", "heavy", "uniform_signed", "bimodal", "gauss_outliers",
                 "relu_outlier", "merge_gauss", "merge_relu"]:
        for bits in [2, 4, 16]:
            for method in ["MSE", "MAE"]:
                yield name, POT, method, bits, None, None, floor
        for bits in [2, 4, 16]:
            yield name, SYM, "MSE", bits, None, None, floor
        yield name, SYM, "LP", 4, None, None, floor
    for name in ["gauss", "relu", "heavy", "gauss_outliers", "pos_offset", "merge_gauss"]:
        for bits in [8, 4]:
            yield name, UNI, "MSE", bits, None, None, floor
    for name, method in [("neg_only", "MSE"), ("bimodal", "MSE"), ("swish", "MSE"), ("laplace", "MAE"), ("relu6", "LP")]:
        yield name, UNI, method, 4, None, None, floor
    for name, restriction, bits in [
            ("gauss", SYM, 4), ("relu", SYM, 4), ("relu6", SYM, 4), ("laplace", SYM, 4), ("gauss", SYM, 8), ("relu", SYM, 2),
            ("gauss", UNI, 2), ("relu", UNI, 4), ("gauss", POT, 2), ("gauss", POT, 4), ("relu", POT, 2), ("relu", POT, 4)]:
        yield name, restriction, "KL", bits, None, None, floor
    for method in ["MSE", "NOCLIPPING"]:
        for restriction in [POT, SYM]:
            for name, signed in [("relu", True), ("gauss", False)]:
                yield name, restriction, method, 8, signed, None, floor
    for z in [3.0, 5.0, 9.0]:
        for name in ["gauss_outliers", "relu_outlier", "heavy"]:
            for method in ["NOCLIPPING", "MSE"]:
                yield name, POT, method, 8, None, z, floor
        yield "gauss_outliers", SYM, "MSE", 8, None, z, floor
        yield "relu_outlier", UNI, "NOCLIPPING", 8, None, z, floor
    for restriction in [POT, SYM]:
        yield "tiny", restriction, "MSE", 8, None, None, 2.0 ** -30
    for restriction, method in [(POT, "NOCLIPPING"), (POT, "MSE"), (SYM, "MSE")]:
        yield "gauss", restriction, method, 8, None, None, 16.0


def search_activation(histograms, name, restriction, method, bits, signed, z, floor):
    edges, counts = histograms[name]
    if z is not None:
        counts = outlier_filter.z_score_filter(z, edges, counts)
    if signed is None:
        signed = bool(np.any(edges[:-1][counts > 0] < 0))
    p = 3 if method == "LP" else 2
    tried = []

    # The power-of-two search keeps no candidates: listen to the errors that it computes.
    def listening(error_function, bins, q_bins, counts, threshold=None, **others):
        error = original(error_function, bins, q_bins, counts, threshold=threshold, **others)
        if restriction == POT:
            tried.append((float(threshold), float(error)))
        return error

    original = qparams_search.qparams_selection_histogram_search_error_function
    qparams_search.qparams_selection_histogram_search_error_function = listening
    with np.errstate(all="ignore"):
        found = ACTIVATION_SEARCHES[restriction](
            edges, counts, p, bits, float(edges[0]), float(edges[-1]), min_threshold=floor,
            quant_error_method=getattr(QuantizationErrorMethod, method), is_signed=signed)
    qparams_search.qparams_selection_histogram_search_error_function = original
    case = {"histogram": name, "restriction": restriction, "method": method, "bits": bits, "signed": signed, "p": p,
            "z_threshold": z, "min_threshold": floor, **ranges(found)}
    if restriction == POT and method != "NOCLIPPING":
        # Infinite where there is nothing to compare.
        case["candidates"] = [t for t, _ in tried]
        case["errors"] = [e if math.isfinite(e) else None for _, e in tried]
    return case


def ranges(found):
    keys = ["threshold"] if "threshold" in found else ["range_min", "range_max"]
    return {key: np.ravel(found[key]).astype(float).tolist()[0] if np.size(found[key]) == 1
            else np.ravel(found[key]).astype(float).tolist() for key in keys}


def kernel_cases():
    for name in KERNELS:
        for restriction in [POT, SYM, UNI]:
            for method in ["NOCLIPPING", "MSE"]:
                for bits, per_channel in [(8, True), (8, False), (4, True), (4, False), (2, True)]:
                    yield name, restriction, method, bits, per_channel
            for method in ["MAE", "LP"] if restriction != UNI else []:
                for bits in [8, 4, 2]:
                    yield name, restriction, method, bits, True


def search_kernel(name, restriction, method, bits, per_channel):
    shape, out_axis, _, _, values = KERNELS[name]
    p = 3 if method == "LP" else 2
    found, axis = KERNEL_SEARCHES[restriction](
        values.reshape(shape), p=p, n_bits=bits, per_channel=per_channel, channel_axis=out_axis,
        min_threshold=MIN_THRESHOLD, quant_error_method=getattr(QuantizationErrorMethod, method))
    return {"kernel": name, "restriction": restriction, "method": method, "bits": bits, "per_channel": per_channel,
            "channel_axis": axis, "p": p, **ranges(found)}


class Means:
    """Stands for the statistics of a layer's input."""

    def __init__(self, means):
        self.means = means

    def get_mean(self):
        return self.means


def correct_bias(name):
    shape, out_axis, in_axis, _, values = KERNELS[name]
    kernel = values.reshape(shape)
    threshold = np.array(search_kernel(name, SYM, "MSE", 8, True)["threshold"])
    broadcast = threshold.reshape([-1 if axis == out_axis else 1 for axis in range(len(shape))])
    quantized = helpers.quantize_tensor(kernel, broadcast, 8, True)
    means = 0.25 * np.arange(1, shape[in_axis] + 1)
    correction = bias._compute_bias_correction(kernel, quantized, Means(means), out_axis, in_axis, name)
    return {"kernel": name, "bits": 8, "threshold": threshold.tolist(), "quantized_kernel": quantized.ravel().tolist(),
            "input_mean": means.tolist(), "correction": correction.tolist()}


QUANTIZED = [-3, -1, -0.99609375, -0.5078125, -0.50390625, -0.01171875, -0.00390625, -0.001, 0, 0.001, 0.001953125,
             0.00390625, 0.005859375, 0.01171875, 0.3333, 0.5, 0.994, 0.998046875, 1, 2.5]


def quantize(kind, bits, signed=None, threshold=None, low=None, high=None):
    x = np.array(QUANTIZED, float)
    if kind == UNI:
        searched = helpers.uniform_quantize_tensor(x, low, high, bits)
        a, b = helpers.fix_range_to_include_zero(np.array(low), np.array(high), bits)
        quantizer = runtime.ActivationUniformInferableQuantizer(
            num_bits=bits, min_range=[float(a)], max_range=[float(b)])
        case = {"restriction": kind, "bits": bits, "range_min": low, "range_max": high}
    else:
        searched = helpers.quantize_tensor(x, threshold, bits, signed)
        made = runtime.ActivationPOTInferableQuantizer if kind == POT else runtime.ActivationSymmetricInferableQuantizer
        quantizer = made(num_bits=bits, threshold=[threshold], signed=signed)
        case = {"restriction": kind, "bits": bits, "signed": signed, "threshold": threshold}
    finished = quantizer(tf.constant(QUANTIZED, tf.float32)).numpy().astype(float)
    return {**case, "x": x.tolist(), "search_time": searched.tolist(), "finished_model": finished.tolist()}


def quantizers():
    for bits, signed, threshold in [(8, True, 1.0), (8, False, 1.0), (4, True, 0.5), (2, False, 2.0), (16, True, 1.0)]:
        yield quantize(POT, bits, signed, threshold)
    yield quantize(SYM, 8, True, 0.7)
    yield quantize(SYM, 4, False, 1.3)
    for bits, low, high in [(8, -0.37, 1.21), (4, 0.2, 1.5), (4, -2.0, -0.1)]:
        yield quantize(UNI, bits, low=low, high=high)


def merge(name, batches):
    collector, edges, counts = merged(batches, bins=8)
    return {"name": name, "bins": 8, "batches": batches,
            "per_batch": [{"edges": e.tolist(), "counts": c.tolist()} for c, e in collector._histogram_per_iteration],
            "merged_edges": edges.tolist(), "merged_counts": counts.tolist()}


def text(value, indent=0, width=118):
    """JSON for people too: what fits a line stands on one, long lists are filled up line by line."""
    line = json.dumps(value, allow_nan=False)
    if len(line) + indent <= width or not isinstance(value, (dict, list)):
        return line
    inner = indent + 1
    if isinstance(value, dict):
        parts = [json.dumps(key) + ": " + text(value[key], inner) for key in value]
    else:
        parts = [text(item, inner) for item in value]
    lines = [""]
    for part in parts:
        fits = isinstance(value, list) and "\n" not in part and len(lines[-1]) + len(part) + inner + 2 <= width
        if fits and lines[-1] and not isinstance(value[0], dict):
            lines[-1] += ", " + part
        elif lines[-1]:
            lines.append(part)
        else:
            lines[-1] = part
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return opening + "\n" + ",\n".join(" " * inner + line for line in lines) + "\n" + " " * indent + closing


def main():
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    versions = {"mct": mct.__version__, "mct_quantizers": mct_quantizers.__version__, "tensorflow": tf.__version__,
                "numpy": np.__version__}

    def write(name, key, value):
        (output / name).write_text(text({"made_with": versions, key: value}) + "\n")

    histograms = {}
    described = {}
    for name, (recipe, batches) in INPUTS.items():
        _, edges, counts = merged(batches)
        histograms[name] = edges, counts
        described[name] = {
            "recipe": recipe, "edges": edges.tolist(),
            "counts": [int(c) if c == int(c) else c for c in counts.tolist()]}
    write("histograms.json", "histograms", described)
    write("activation_thresholds.json", "cases", [search_activation(histograms, *case) for case in activation_cases()])
    write("kernels.json", "kernels", {
        name: {"recipe": recipe, "shape": shape, "output_axis": out_axis, "values": values.astype(float).tolist()}
        for name, (shape, out_axis, _, recipe, values) in KERNELS.items()})
    write("kernel_thresholds.json", "cases", [search_kernel(*case) for case in kernel_cases()])
    write("bias_corrections.json", "cases", [correct_bias(name) for name in KERNELS])
    write("quantizers.json", "cases", list(quantizers()))
    write("histogram_merges.json", "cases", [
        merge("two_batches_growing", [[0, 1, 2, 3, 4, 4], [-2, 0, 0.5, 6]]),
        merge("three_batches_same_range", [[0, 0.1, 0.9, 1], [0, 0.5, 0.5, 1], [0, 0.25, 0.75, 1]]),
        merge("constant_then_range", [[1, 1, 1], [0, 2, 2.5]]), merge("all_zero", [[0, 0, 0, 0]])])


if __name__ == "__main__":
    main()
