"""Writes small pictures and what TensorFlow and Keras make of them as inputs of a model.

    python inputs.py OUTPUT_FOLDER

Every picture is decoded in colour and in gray, brought to every size in every way, and preprocessed in every way. Of
each result only the SHA-256 of its float32 numbers is kept: they agree to the last bit or not at all.
"""

import hashlib
import json
import pathlib
import struct
import sys
import zlib

import keras
import numpy as np
import tensorflow as tf
from keras.applications import densenet, mobilenet_v2, resnet
from keras.preprocessing.image import smart_resize

TARGETS = [(32, 32), (24, 40), (41, 23), (96, 96)]
# name: (rows, columns, channels); none is square, and most sides are odd
PICTURES = {
    "colour.png": (37, 53, 3), "gray.png": (61, 34, 1), "alpha.png": (43, 29, 4), "gray-alpha.png": (31, 47, 2),
    "colour.jpg": (53, 39, 3), "gray.jpg": (35, 71, 1), "narrow.png": (97, 5, 3), "wide.jpg": (7, 90, 3),
    "palette.png": (27, 41, 1)}
RESIZINGS = {
    "crop": lambda picture, size: smart_resize(picture, size),
    "stretch": lambda picture, size: tf.image.resize(picture, size),
    "pad": lambda picture, size: tf.image.resize_with_pad(picture, *size)}
PREPROCESSINGS = {
    "none": lambda x: x, "0..1": lambda x: x / 255, "-1..1": mobilenet_v2.preprocess_input,
    "caffe": resnet.preprocess_input, "torch": densenet.preprocess_input}
IN_GRAY = ["none", "0..1", "-1..1"]


def pixels(rows, columns, channels):
    """Waves, an edge and a slope in every channel, and dither that no neighbour shares."""
    y, x = np.mgrid[0:rows, 0:columns].astype(np.int64)
    result = []
    for channel in range(channels):
        waves = (x * (3 + channel) + y * (7 - channel)) % 64
        edge = 96 * ((x * rows + (2 + channel) * y * columns) > 2 * rows * columns)
        dither = ((x * 374761393 + y * 668265263 + channel * 69069) >> 7) % 32
        result.append(waves + edge + 60 * y // rows + dither)
    return np.stack(result, -1).clip(0, 255).astype(np.uint8)


def palette_png(indices):
    """Indices into 16 colours, interlaced (Adam7); TensorFlow writes no such PNG."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    passes = [(0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4), (2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1)]
    lines = [
        b"\0" + line.tobytes()
        for top, down, left, right in passes for line in indices[top::down, left::right] if line.size]
    palette = bytes((37 * i * (channel + 1) + 90 * channel) % 256 for i in range(16) for channel in range(3))
    head = struct.pack(">IIBBBBB", indices.shape[1], indices.shape[0], 8, 3, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, content) for kind, content in [
            (b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")])


def encoded_picture(name, values):
    if name == "palette.png":
        return tf.constant(palette_png(values[..., 0] // 16))
    return tf.io.encode_png(values) if name.endswith("png") else tf.io.encode_jpeg(values, quality=90)


def digest(values):
    values = np.ascontiguousarray(values, np.float32)
    return hashlib.sha256(values.tobytes()).hexdigest()


def preprocessed(values, name):
    """As an array; Keras has other code for tensors, which has to agree."""
    array = PREPROCESSINGS[name](values.copy())
    tensor = PREPROCESSINGS[name](tf.constant(values)).numpy()
    assert array.dtype == tensor.dtype == np.float32 and np.array_equal(array, tensor), name
    return array


output = pathlib.Path(sys.argv[1])
output.mkdir(parents=True, exist_ok=True)
cases = []
for name, shape in PICTURES.items():
    encoded = encoded_picture(name, pixels(*shape))
    (output / name).write_bytes(encoded.numpy())
    for channels in (3, 1):
        decoded = tf.io.decode_image(encoded, channels=channels, expand_animations=False)
        for resizing, resize in RESIZINGS.items():
            for size in TARGETS:
                values = np.asarray(resize(decoded, size), np.float32)
                assert values.shape == (*size, channels)
                cases.append({
                    "picture": name, "channels": channels, "resizing": resizing, "height": size[0], "width": size[1],
                    "sha256": {
                        kind: digest(preprocessed(values, kind))
                        for kind in (PREPROCESSINGS if channels == 3 else IN_GRAY)}})
versions = {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__}
lines = ",\n".join("  " + json.dumps(case) for case in cases)
(output / "inputs.json").write_text(
    '{"versions": ' + json.dumps(versions) + ',\n "cases": [\n' + lines + "\n]}\n")
print(len(cases), "cases,", sum(len(case["sha256"]) for case in cases), "digests")
