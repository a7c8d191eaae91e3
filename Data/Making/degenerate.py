"""Compares MCT and the workbook on networks and pictures at which something is extreme, and prints a table.

    python degenerate.py WORKBOOK OUTPUT_FOLDER

WORKBOOK is the program. The networks and pictures are made in OUTPUT_FOLDER. A cell of the table says how many of MCT's
thresholds the workbook has, over all methods, or how each of the two refuses.
"""

import contextlib
import io
import json
import logging
import pathlib
import subprocess
import sys

import model_compression_toolkit as mct
import numpy as np
import tensorflow as tf
from mct_quantizers import QuantizationMethod

METHODS = ["MSE", "NOCLIPPING", "MAE", "KL", "LP"]
GRIDS = [("POWER_OF_TWO", "powerOfTwo"), ("SYMMETRIC", "symmetric"), ("UNIFORM", "uniform")]
SIZE = 8


def network(kernel, bias):
    """A convolution with these numbers, a ReLU, and an ordinary classifier."""
    generator = np.random.default_rng(1)
    picture = x = tf.keras.Input((SIZE, SIZE, 3), name="photo")
    x = tf.keras.layers.Conv2D(4, 3, name="conv")(x)
    x = tf.keras.layers.ReLU(name="relu")(x)
    x = tf.keras.layers.GlobalAveragePooling2D(name="pool")(x)
    model = tf.keras.Model(picture, tf.keras.layers.Dense(3, activation="softmax", name="answer")(x))
    usual = generator.normal(size=(3, 3, 3, 4)).astype(np.float32)
    with np.errstate(over="ignore"):
        model.get_layer("conv").set_weights([(usual * kernel).astype(np.float32), np.full(4, bias, np.float32)])
    model.get_layer("answer").set_weights(
        [generator.normal(size=(4, 3)).astype(np.float32), np.zeros(3, np.float32)])
    return model


# Name, factor of the kernel, bias, pictures, batch size.
CASES = [
    ("ordinary", 1, 0.1, "noise", 4),
    ("one picture", 1, 0.1, "one", 4),
    ("a batch larger than the set", 1, 0.1, "noise", 100),
    ("black pictures", 1, 0.1, "black", 4),
    ("kernel of zeros, no bias", 0, 0, "noise", 4),
    ("kernel of zeros, bias 3.5", 0, 3.5, "noise", 4),
    ("kernel of zeros, bias 2^23", 0, 2.0**23, "noise", 4),
    ("kernel of zeros, bias 2^53", 0, 2.0**53, "noise", 4),
    ("huge kernel, 1e30", 1e30, 0, "noise", 4),
    ("outputs beyond float32, 1e38", 1e38, 0, "noise", 4),
    ("small kernel, 1e-20", 1e-20, 0, "noise", 4),
    ("denormal kernel, 1e-40", 1e-40, 0, "noise", 4),
    ("NaN in the kernel", float("nan"), 0, "noise", 4),
    ("infinity in the bias", 1, float("inf"), "noise", 4),
]


def pictures(folder):
    generator = np.random.default_rng(2)
    for kind, count in [("noise", 6), ("one", 1), ("black", 6)]:
        (folder / kind / "a").mkdir(parents=True, exist_ok=True)
        for number in range(count):
            pixels = generator.integers(0, 256, (SIZE, SIZE, 3)) * (kind != "black")
            data = tf.io.encode_png(pixels.astype(np.uint8)).numpy()
            (folder / kind / "a" / f"{number}.png").write_bytes(data)


def load(folder):
    files = sorted((folder / "a").glob("*.png"))
    return np.stack([
        tf.io.decode_png(tf.io.read_file(str(f)), channels=3).numpy().astype(np.float32) / np.float32(127.5)
        - np.float32(1) for f in files])


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


def of_mct(model, data, batch, method, grid, bits):
    """Thresholds or ranges by node, or the name of the error."""
    platform = mct.get_target_platform_capabilities("tensorflow", "imx500", "v1")
    if (grid, bits) != ("POWER_OF_TWO", 8):
        platform = type(platform).model_validate_json(json.dumps(
            changed(json.loads(platform.model_dump_json()), getattr(QuantizationMethod, grid).value, bits)))
    config = mct.core.CoreConfig(quantization_config=mct.core.QuantizationConfig(
        activation_error_method=getattr(mct.core.QuantizationErrorMethod, method)))

    def batches():
        for start in range(0, len(data), batch):
            yield [data[start:start + batch]]

    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            quantized, _ = mct.ptq.keras_post_training_quantization(
                model, batches, core_config=config, target_platform_capabilities=platform)
    except Exception as error:
        return f"{type(error).__name__}"
    found = {}
    for index, layer in enumerate(quantized.layers):
        if hasattr(layer, "activation_holder_quantizer"):
            settings = layer.activation_holder_quantizer.get_config()
            before = layer.input._keras_history.layer
            name = getattr(before, "layer", before).name
            keys = ["threshold"] if "threshold" in settings else ["min_range", "max_range"]
            found[name] = [float(np.ravel(settings[key])[0]) for key in keys]
    return found


def of_workbook(program, model, folder, batch, method, grid, bits):
    names = {"MSE": "mse", "NOCLIPPING": "noClipping", "MAE": "mae", "KL": "kl", "LP": "lp"}
    run = subprocess.run(
        [program, "quantize", "--weights", model, "--images", folder, "--batch-size", str(batch), "--preprocessing",
         "-1..1", "--error-method", names[method], "--json", "--quantization-method", grid, "--activation-bits", str(bits)],
        capture_output=True, text=True)
    if run.returncode != 0:
        return f"{run.returncode}"
    return {a["node"]: [a["threshold"]] if "threshold" in a else [a["minimum"], a["maximum"]]
            for a in json.loads(run.stdout)["runs"][0]["activations"]}


def cell(theirs, ours):
    """What to say of one method on one grid."""
    if isinstance(theirs, str) or isinstance(ours, str):
        left = theirs if isinstance(theirs, str) else "thresholds"
        return f"MCT {left}, workbook {ours if isinstance(ours, str) else 'thresholds'}"
    if set(theirs) != set(ours):
        return f"nodes differ: {sorted(set(theirs) ^ set(ours))}"
    odd = [name for name in theirs if not np.allclose(theirs[name], ours[name], rtol=1e-6, atol=0)]
    if odd:
        return "differ: " + ", ".join(f"{n} {theirs[n]} / {ours[n]}" for n in odd)
    return "equal"


def main():
    program, output = sys.argv[1], pathlib.Path(sys.argv[2])
    logging.disable(logging.CRITICAL)
    pictures(output)
    # All grids and bit widths with the default method too, and all methods with the default grid.
    runs = [(grid, 8, method) for grid in GRIDS for method in METHODS]
    runs += [(grid, bits, "MSE") for grid in GRIDS for bits in (2, 4, 16)]
    print("| case | what the two do |\n|---|---|", flush=True)
    for name, kernel, bias, kind, batch in CASES:
        model = network(kernel, bias)
        path = output / "model.h5"
        model.save(path)
        data = load(output / kind)
        counts = {}
        for (theirs, ours), bits, method in runs:
            said = cell(
                of_mct(model, data, batch, method, theirs, bits),
                of_workbook(program, str(path), str(output / kind), batch, method, ours, bits))
            counts.setdefault(said, []).append(f"{method} {ours} {bits}")
        text = "; ".join(
            f"{said}: {len(where)}" + ("" if len(where) > 4 else f" ({', '.join(where)})")
            for said, where in counts.items())
        print(f"| {name} | {text} |", flush=True)


if __name__ == "__main__":
    main()
