"""The workbook's own network under changed graphs, and MobileNetV2 in widths that are no preset.

    python changes.py DATA_FOLDER

Writes Data/Reference/Networks/changed: descriptions and what Keras 2.14 answers. No weights: they are those of
Data/Model/pictures.h5, or numbers that anybody can compute (see `counted`).
"""

import json
import os
import pathlib
import shutil
import sys
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import numpy as np
import tensorflow as tf

import pictures
from keep import text

COUNT = 10  # pictures, the first of the evaluation's
WIDTHS = [0.42, 0.46, 0.63, 1.12, 1.33]


def layers_of(config, class_name):
    return [layer for layer in config["layers"] if layer["class_name"] == class_name]


def another_epsilon(config):
    for layer in layers_of(config, "BatchNormalization"):
        layer["config"]["epsilon"] = 0.01


def first_stride_one(config):
    layers_of(config, "Conv2D")[0]["config"]["strides"] = (1, 1)


def relu_without_six(config):
    for layer in layers_of(config, "ReLU"):
        layer["config"]["max_value"] = None


def swish(config):
    for layer in layers_of(config, "ReLU"):
        layer["class_name"] = "Activation"
        layer["config"] = {"name": layer["config"]["name"], "activation": "swish"}


def maximum(config):
    layer, = layers_of(config, "GlobalAveragePooling2D")
    layer["class_name"] = "GlobalMaxPooling2D"


def sigmoid(config):
    layers_of(config, "Dense")[-1]["config"]["activation"] = "sigmoid"


def sized(height, width):
    def change(config):
        config["layers"][0]["config"]["batch_input_shape"] = (None, height, width, 3)
    return change


CHANGES = [
    ("epsilon", "every batch normalization's epsilon is 0.01, not 0.001", another_epsilon),
    ("stride-1", "the first convolution's strides are 1, not 2", first_stride_one),
    ("relu", "ReLU without its maximum of 6", relu_without_six),
    ("swish", "swish in place of ReLU", swish),
    ("global-max", "global maximum pooling in place of the average", maximum),
    ("sigmoid", "sigmoid in place of softmax at the end", sigmoid),
    ("96x128", "input 96 high, 128 wide", sized(96, 128)),
    ("128x96", "input 128 high, 96 wide", sized(128, 96)),
]


def changed(original, change):
    config = original.get_config()
    change(config)
    model = tf.keras.Model.from_config(config)
    model.set_weights(original.get_weights())
    return model


def nested(original):
    """Inside of another model, behind Rescaling, as transfer learning nests a base."""
    inputs = tf.keras.Input(shape=(96, 96, 3))
    x = tf.keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    return tf.keras.Model(inputs, original(x, training=False))


def scaled(original):
    inputs = tf.keras.Input(shape=(96, 96, 3))
    return tf.keras.Model(inputs, original(tf.keras.layers.Rescaling(1 / 255)(inputs)))


def scaled_flat(original):
    """Rescaling(1/255) between the input and the first convolution, in the same model."""
    config = original.get_config()
    first = config["layers"][0]
    name = first["config"]["name"]
    rescaling = {
        "class_name": "Rescaling", "name": "rescaling", "inbound_nodes": [[[name, 0, 0, {}]]],
        "config": {"name": "rescaling", "scale": 1 / 255, "offset": 0.0}}
    config["layers"][1]["inbound_nodes"] = [[["rescaling", 0, 0, {}]]]
    config["layers"].insert(1, rescaling)
    model = tf.keras.Model.from_config(config)
    model.set_weights(original.get_weights())
    return model


class SplitMix64:
    """Sebastiano Vigna's generator; the same numbers everywhere."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self, count):
        """Float32 in [0, 1): the upper 24 bits of each number, divided by 2^24."""
        steps = np.arange(1, count + 1, dtype=np.uint64)
        with np.errstate(over="ignore"):
            z = np.uint64(self.state) + steps * np.uint64(0x9E3779B97F4A7C15)
            self.state = int(z[-1])
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        return (z >> np.uint64(40)).astype(np.float32) * np.float32(2 ** -24)


def counted(model, seed):
    """Gives the model numbers that need no file, in the order of its layers and of their weights, row by row:

    kernel: (2u - 1) a, a = float32(sqrt(6 / fan in)), fan in = all extents but the last multiplied, for depthwise
    kernels height times width. gamma: 0.5 + u. beta, bias, moving mean: (2u - 1) / 16. moving variance: 0.5 + u.
    All in float32.
    """
    random = SplitMix64(seed)
    one, two = np.float32(1), np.float32(2)
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            shape, name = tuple(weight.shape), weight.name
            u = random.uniform(int(np.prod(shape))).reshape(shape)
            if "kernel" in name:
                fan_in = np.prod(shape[:2]) if "depthwise" in name else np.prod(shape[:-1])
                a = np.float32(np.sqrt(6 / float(fan_in)))
                values.append((two * u - one) * a)
            elif "gamma" in name or "variance" in name:
                values.append(np.float32(0.5) + u)
            else:
                values.append((two * u - one) / np.float32(16))
        layer.set_weights(values)
    return model


def main():
    data = pathlib.Path(sys.argv[1])
    folder = data / "Reference" / "Networks" / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = pictures.chosen(data)["evaluation"][:COUNT]
    original = tf.keras.models.load_model(data / "Model" / "pictures.h5", compile=False)
    models = [("unchanged", "as it is", "-1..1", original)]
    models += [(name, summary, "-1..1", changed(original, change)) for name, summary, change in CHANGES]
    models += [
        ("rescaling", "Rescaling(1/255) behind the input", "none", scaled_flat(original)),
        ("rescaling-nested", "Rescaling(1/255), then the network nested", "none", scaled(original)),
        ("nested", "Rescaling(1/127.5, offset=-1), then the network nested, called with training=False", "none",
         nested(original))]
    seeds = {f"width-{width}": seed for seed, width in enumerate(WIDTHS, 1)}
    for width in WIDTHS:
        tf.keras.backend.clear_session()
        model = tf.keras.applications.MobileNetV2(
            input_shape=(96, 96, 3), alpha=width, weights=None, classes=20)
        name = f"width-{width}"
        models.append((name, f"width {width}", "-1..1", counted(model, seeds[name])))

    entries = []
    with zipfile.ZipFile(folder / "architectures.zip", "w") as archive:
        for name, summary, preprocessing, model in models:
            shape = tuple(model.input_shape[1:])
            enter = pictures.preprocessed(pictures.load(data, paths, shape), preprocessing)
            answers = model.predict(enter, verbose=0).astype(np.float32)
            np.save(folder / f"{name}.npy", answers)
            entry = zipfile.ZipInfo(f"{name}.json", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, model.to_json(), zipfile.ZIP_DEFLATED, 9)
            weights = {"seed": seeds[name]} if name in seeds else "embedded"
            entries.append({
                "name": name, "summary": summary, "input": list(shape), "preprocessing": preprocessing,
                "weights": weights})
            chosen = np.argmax(answers, -1).tolist()
            ordered = np.sort(answers, -1)
            print(name, chosen, f"margin {np.min(ordered[:, -1] - ordered[:, -2]):.4f}", flush=True)
    (folder / "changes.json").write_text(text({
        "keras": "2.14.0", "tensorflow": tf.__version__, "pictures": paths, "networks": entries}, depth=2) + "\n")


if __name__ == "__main__":
    main()
