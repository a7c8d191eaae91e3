"""Writes what MCT makes of networks and pictures at which something is extreme: degenerate.json.

    python degenerate.py OUTPUT_FILE

Weights and pixels follow from formulas, so that the test that reads the file makes the same ones. A run has the
thresholds or ranges of MCT by node, or its error.
"""

import contextlib
import io
import json
import logging
import sys

import model_compression_toolkit as mct
import numpy as np
import tensorflow as tf
from mct_quantizers import QuantizationMethod

METHODS = {"mse": "MSE", "noClipping": "NOCLIPPING", "mae": "MAE", "kl": "KL", "lp": "LP"}
GRIDS = {"powerOfTwo": "POWER_OF_TWO", "symmetric": "SYMMETRIC", "uniform": "UNIFORM"}
SIZE = 8


def numbers(*shape):
    """Numbers from -0.4 to 0.56, in float32 from the first step on."""
    index = np.arange(np.prod(shape))
    return (((index * 37 + 11) % 23).astype(np.float32) / np.float32(23) - np.float32(0.4)).reshape(shape)


def network(factor, bias):
    """A convolution with these numbers, a ReLU, and an ordinary classifier."""
    picture = x = tf.keras.Input((SIZE, SIZE, 3), name="photo")
    x = tf.keras.layers.Conv2D(4, 3, name="conv")(x)
    x = tf.keras.layers.ReLU(name="relu")(x)
    x = tf.keras.layers.GlobalAveragePooling2D(name="pool")(x)
    model = tf.keras.Model(picture, tf.keras.layers.Dense(3, activation="softmax", name="answer")(x))
    with np.errstate(all="ignore"):
        kernel = numbers(3, 3, 3, 4) * np.float32(factor)
    model.get_layer("conv").set_weights([kernel, np.full(4, bias, np.float32)])
    model.get_layer("answer").set_weights([numbers(4, 3), np.zeros(3, np.float32)])
    return model


# Name, factor of the kernel, bias, pictures, how many, batch size.
CASES = [
    ("ordinary numbers", 1, 0.1, "mixed", 6, 4),
    ("one picture", 1, 0.1, "mixed", 1, 4),
    ("a batch larger than the set", 1, 0.1, "mixed", 6, 100),
    ("black pictures", 1, 0.1, "black", 6, 4),
    ("gray pictures", 1, 0.1, "gray", 6, 4),
    ("a kernel and biases of 0", 0, 0, "mixed", 6, 4),
    ("a kernel of 0, biases of 3.5", 0, 3.5, "mixed", 6, 4),
    ("a kernel of 0, biases of -3.5", 0, -3.5, "mixed", 6, 4),
    ("a kernel of 0, biases of 2^23", 0, 2.0**23, "mixed", 6, 4),
    ("a kernel of 0, biases of 2^53", 0, 2.0**53, "mixed", 6, 4),
    ("a kernel times 2^100", 2.0**100, 0, "mixed", 6, 4),
    ("a kernel times 2^127", 2.0**127, 0, "mixed", 6, 4),
    ("a kernel times 2^-60", 2.0**-60, 0, "mixed", 6, 4),
    ("a denormal kernel, times 2^-133", 2.0**-133, 0, "mixed", 6, 4),
    ("a kernel of NaN", float("nan"), 0, "mixed", 6, 4),
    ("biases of infinity", 1, float("inf"), "mixed", 6, 4),
]


def pictures(kind, count):
    number, y, x, channel = np.indices((count, SIZE, SIZE, 3))
    mixed = (number * 101 + y * 59 + x * 37 + channel * 83 + number * x * y) % 256
    pixels = {"mixed": mixed, "black": 0 * mixed, "gray": 0 * mixed + 128}[kind]
    return pixels.astype(np.float32) / np.float32(127.5) - np.float32(1)


def changed(value, grid, bits):
    """A target platform, as plain data, with another grid and bit width for all activations."""
    if isinstance(value, dict):
        value = {key: changed(item, grid, bits) for key, item in value.items()}
        if "activation_quantization_method" in value:
            value["activation_quantization_method"] = grid
            value["activation_n_bits"] = bits
            value["supported_input_activation_n_bits"] = [bits]
        return value
    return [changed(item, grid, bits) for item in value] if isinstance(value, (list, tuple)) else value


def run(model, data, batch, method, grid, bits):
    """Thresholds or ranges by node, or the error."""
    platform = mct.get_target_platform_capabilities("tensorflow", "imx500", "v1")
    if (grid, bits) != ("powerOfTwo", 8):
        family = getattr(QuantizationMethod, GRIDS[grid]).value
        platform = type(platform).model_validate_json(
            json.dumps(changed(json.loads(platform.model_dump_json()), family, bits)))
    config = mct.core.CoreConfig(quantization_config=mct.core.QuantizationConfig(
        activation_error_method=getattr(mct.core.QuantizationErrorMethod, METHODS[method])))

    def batches():
        for start in range(0, len(data), batch):
            yield [data[start:start + batch]]

    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            quantized, _ = mct.ptq.keras_post_training_quantization(
                model, batches, core_config=config, target_platform_capabilities=platform)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''}"}
    found = {}
    for layer in quantized.layers:
        if hasattr(layer, "activation_holder_quantizer"):
            settings = layer.activation_holder_quantizer.get_config()
            before = layer.input._keras_history.layer
            name = getattr(before, "layer", before).name
            keys = ["threshold"] if "threshold" in settings else ["min_range", "max_range"]
            # JSON has no infinity and no NaN.
            found[name] = [str(float(np.ravel(settings[key])[0])) for key in keys]
    return {"ranges": found}


def main():
    logging.disable(logging.CRITICAL)
    runs = [("powerOfTwo", 8, method) for method in METHODS]
    runs += [(grid, 8, "mse") for grid in ("symmetric", "uniform")]
    runs += [(grid, bits, "mse") for grid in GRIDS for bits in (2, 16)]
    cases = []
    for name, factor, bias, kind, count, batch in CASES:
        model, data = network(factor, bias), pictures(kind, count)
        made = [
            {"grid": grid, "bits": bits, "method": method, **run(model, data, batch, method, grid, bits)}
            for grid, bits, method in runs]
        cases.append({
            "case": name, "factor": str(factor), "bias": str(bias), "pictures": kind, "count": count,
            "batchSize": batch, "runs": made})
        print(name, [one.get("error", "") for one in made if "error" in one], flush=True)
    with open(sys.argv[1], "w") as file:
        lines = ",\n".join(json.dumps(case) for case in cases)
        file.write(f'{{"mct": "{mct.__version__}", "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
