"""The small networks, one function per kind, built alike by Keras 2.14 (`tf.keras`) and Keras 3 (`keras`).

Every function takes the Keras it shall build with. Layers get no names of ours, except where Keras's own networks
name theirs: a user's file has the names that Keras counts up, and MCT's node names come from them.
"""

import dataclasses
import typing

KINDS = {}


@dataclasses.dataclass
class Kind:
    name: str
    build: typing.Callable
    summary: str
    shape: tuple  # height, width, channels of the input
    preprocessing: str  # done to the pictures before they enter: see pictures.py
    seed: int  # of the weights
    keras2: bool  # whether Keras 2.14 can build it (MCT runs on that model)
    files: tuple  # which of the files in FILES are kept beside the reference


# All files that can be written; `keras2.py` and `keras3.py` write every one into the work folder.
FILES = ("keras2.h5", "keras2.keras", "keras2.weights.h5", "keras2.legacy-weights.h5",
         "keras3.h5", "keras3.keras", "keras3.weights.h5")
COMMON = ("keras2.h5", "keras3.keras")
WHOLE = ("keras2.h5", "keras2.keras", "keras3.h5", "keras3.keras")


def kind(name, shape=(96, 96, 3), preprocessing="-1..1", seed=1, keras2=True, files=COMMON):
    def register(build):
        KINDS[name] = Kind(name, build, build.__doc__.strip(), shape, preprocessing, seed, keras2, files)
        return build
    return register


def mobile_net_v2(keras, until="block_2_add", pooling=None):
    """Keras's MobileNetV2 without its top, width 0.35, ended early so that its file is small."""
    whole = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), alpha=0.35, include_top=False, weights=None)
    x = whole.get_layer(until).output
    if pooling == "avg":
        x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(whole.input, x, name=whole.name)


SHORT = "block_1_depthwise_relu"


# Transfer learning.

@kind("transfer", preprocessing="none", files=FILES)
def transfer(keras):
    """The transfer learning tutorial: augmentation, Rescaling, MobileNetV2 nested, pooling, dropout, logits."""
    layers = keras.layers
    augmentation = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.2)])
    base = mobile_net_v2(keras, SHORT)
    inputs = keras.Input(shape=(96, 96, 3))
    x = augmentation(inputs)
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(inputs, layers.Dense(5)(x))


@kind("transfer-preprocess-input", preprocessing="none", files=WHOLE)
def transfer_preprocess_input(keras):
    """The same with `mobilenet_v2.preprocess_input` in the graph: op layers in place of Rescaling."""
    layers = keras.layers
    augmentation = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.2)])
    base = mobile_net_v2(keras, SHORT)
    inputs = keras.Input(shape=(96, 96, 3))
    x = augmentation(inputs)
    x = keras.applications.mobilenet_v2.preprocess_input(x)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(inputs, layers.Dense(5)(x))


@kind("sequential-base", files=WHOLE)
def sequential_base(keras):
    """Sequential([base, GlobalAveragePooling2D, Dense(softmax)])."""
    layers = keras.layers
    return keras.Sequential([
        mobile_net_v2(keras, SHORT), layers.GlobalAveragePooling2D(), layers.Dense(4, activation="softmax")])
