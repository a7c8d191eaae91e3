"""Saves the small networks with Keras 3, with the weights that `keras2.py` drew, and asks it about the same pictures.

    python keras3.py WORK_FOLDER [KIND ...]
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras
import numpy as np

import kinds
import pictures
import weights


def restored(path):
    """Name of a layer -> its weights in order."""
    arrays = np.load(path)
    result = {}
    for key in arrays.files:
        name, position = key.rsplit("/", 1)
        result.setdefault(name, {})[int(position)] = arrays[key]
    return {name: [found[i] for i in range(len(found))] for name, found in result.items()}


def layers_of(model):
    return [[layer.name, type(layer).__name__] for layer in weights.flattened(model)]


def make(kind, work):
    keras.utils.clear_session()
    folder = work / kind.name
    model = kind.build(keras)
    given = restored(folder / "weights.npz")
    for layer in weights.flattened(model):
        if layer.weights:
            layer.set_weights(given.pop(layer.name))
    assert not given, f"{kind.name}: Keras 3 has no layers {list(given)}"

    model.save(folder / "keras3.keras")
    model.save(folder / "keras3.h5")
    model.save_weights(folder / "keras3.weights.h5")
    (folder / "keras3.architecture.json").write_text(model.to_json())
    answers = model.predict(np.load(folder / "evaluation.npy"), batch_size=pictures.BATCH, verbose=0)
    difference = float(np.max(np.abs(answers - np.load(folder / "probabilities.npy"))))
    assert difference < 1e-4, (kind.name, difference)
    (folder / "keras3.json").write_text(json.dumps({
        "keras": keras.__version__, "backend": keras.backend.backend(), "largest_difference": difference,
        "layers": layers_of(model)}))
    print(f"{kind.name}: largest difference to Keras 2 {difference:.2e}", flush=True)


def main():
    work = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:] or kinds.KINDS:
        make(kinds.KINDS[name], work)


if __name__ == "__main__":
    main()
