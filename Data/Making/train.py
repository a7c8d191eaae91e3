"""Trains the workbook's small MobileNetV2 from scratch on the workbook's own pictures.

    python train.py TRAINING_PICTURES EVALUATION_PICTURES OUTPUT.h5 [--seed 0] [--epochs 22]
"""

import argparse
import math
import pathlib
import time

import numpy as np
import tensorflow as tf

SIZE = 96
BATCH = 64
PEAK_RATE = 2e-3
WARM_UP_STEPS = 300
WEIGHT_DECAY = 0.02


def load(folder):
    """All pictures below a folder as uint8 [n, 96, 96, 3], and their classes in the folders' order."""
    folder = pathlib.Path(folder)
    pictures, labels = [], []
    for label, name in enumerate(sorted(p.name for p in folder.iterdir() if p.is_dir())):
        for path in sorted((folder / name).glob("*.jpg")):
            picture = tf.io.decode_image(tf.io.read_file(str(path)), channels=3, expand_animations=False)
            pictures.append(picture.numpy())
            labels.append(label)
    return np.stack(pictures), np.array(labels, np.int32)


def build(classes):
    model = tf.keras.applications.MobileNetV2(
        input_shape=(SIZE, SIZE, 3), alpha=0.35, weights=None, classes=classes)
    for layer in model.layers:
        if isinstance(layer, tf.keras.layers.BatchNormalization):
            # Keras's 0.999 would lag behind in a training as short as this.
            layer.momentum = 0.97
    # Starts wide, so that training ends with activations that reach ReLU6's bound.
    model.get_layer("bn_Conv1").gamma.assign(tf.fill([16], 1.75))
    return model


def augmented(pictures):
    """Shifted, mirrored, with other contrast and colour; float32 in -1 ... 1."""
    x = tf.cast(pictures, tf.float32) / 127.5 - 1
    x = tf.pad(x, [[0, 0], [6, 6], [6, 6], [0, 0]], "REFLECT")
    x = tf.image.random_crop(x, tf.stack([tf.shape(pictures)[0], SIZE, SIZE, 3]))
    x = tf.map_fn(tf.image.random_flip_left_right, x)
    x *= tf.random.uniform([tf.shape(x)[0], 1, 1, 1], 0.8, 1.2)
    x += tf.random.uniform([tf.shape(x)[0], 1, 1, 3], -0.12, 0.12)
    return tf.clip_by_value(x, -1, 1)


def accuracy(model, pictures, labels):
    right = 0
    for start in range(0, len(pictures), 100):
        x = tf.cast(pictures[start:start + 100], tf.float32) / 127.5 - 1
        right += int(np.sum(np.argmax(model(x, training=False), -1) == labels[start:start + 100]))
    return right


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("training")
    parser.add_argument("evaluation")
    parser.add_argument("output")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=22)
    options = parser.parse_args()
    tf.keras.utils.set_random_seed(options.seed)

    pictures, labels = load(options.training)
    held_out, held_out_labels = load(options.evaluation)
    model = build(int(labels.max()) + 1)
    kernels = [v for v in model.trainable_variables if "kernel" in v.name]
    optimizer = tf.keras.optimizers.Adam(1e-3)
    steps_per_epoch = len(pictures) // BATCH
    steps = steps_per_epoch * options.epochs
    loss_function = tf.keras.losses.SparseCategoricalCrossentropy()

    @tf.function
    def step(x, y, rate):
        with tf.GradientTape() as tape:
            loss = loss_function(y, model(augmented(x), training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.learning_rate.assign(rate)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        for kernel in kernels:
            kernel.assign_sub(kernel * rate * WEIGHT_DECAY)
        return loss

    random = np.random.default_rng(options.seed)
    start, count = time.time(), 0
    for epoch in range(options.epochs):
        order = random.permutation(len(pictures))
        total = 0.0
        for position in range(steps_per_epoch):
            chosen = np.sort(order[position * BATCH:(position + 1) * BATCH])
            rate = PEAK_RATE * min(1, (count + 1) / WARM_UP_STEPS)
            rate *= 0.5 * (1 + math.cos(math.pi * count / steps))
            total += float(step(pictures[chosen], labels[chosen], tf.constant(rate, tf.float32)))
            count += 1
        right = accuracy(model, held_out, held_out_labels)
        print(f"epoch {epoch + 1}: loss {total / steps_per_epoch:.4f}, {right} of {len(held_out)} right, "
              f"{time.time() - start:.0f} s", flush=True)
    model.save(options.output, include_optimizer=False, save_format="h5")


if __name__ == "__main__":
    main()
