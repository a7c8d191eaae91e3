"""The pictures that the small networks see: the workbook's own, chosen by a seed."""

import pathlib

import numpy as np

CALIBRATION, EVALUATION, BATCH = 64, 50, 32
SEED = 20


def chosen(data):
    """Paths below the data folder: what MCT calibrates with, in order, and what the networks are asked about."""
    random = np.random.default_rng(SEED)
    data = pathlib.Path(data)
    result = {}
    for purpose, folder, count in (
            ("calibration", "Calibration", CALIBRATION), ("evaluation", "Evaluation", EVALUATION)):
        paths = sorted(p.relative_to(data).as_posix() for p in (data / "Images" / folder).rglob("*.jpg"))
        result[purpose] = [paths[i] for i in random.permutation(len(paths))[:count]]
    return result


def load(data, paths, shape):
    """Float32 [n, height, width, channels] with values 0...255.

    As `image_dataset_from_directory(image_size=(height, width), color_mode=...)` makes them: decoded with 1 or 3
    channels, stretched bilinearly where the size is another. Networks of 96 x 96 see the pictures' own pixels.
    """
    import tensorflow as tf
    height, width, channels = shape
    result = []
    for path in paths:
        content = tf.io.read_file(str(pathlib.Path(data) / path))
        picture = tf.io.decode_image(content, channels=channels, expand_animations=False)
        if picture.shape[:2] != (height, width):
            picture = tf.image.resize(picture, (height, width), method="bilinear")
        result.append(tf.cast(picture, tf.float32).numpy())
    return np.stack(result)


def preprocessed(pictures, name):
    """What is done to the pictures before they enter a network that does not begin with its own preprocessing."""
    from tensorflow.keras.applications.imagenet_utils import preprocess_input
    pictures = pictures.astype(np.float32)
    if name == "none":
        return pictures
    if name == "0..1":
        return pictures / np.float32(255)
    mode = {"-1..1": "tf", "caffe": "caffe", "torch": "torch"}[name]
    return preprocess_input(pictures.copy(), data_format="channels_last", mode=mode).astype(np.float32)
