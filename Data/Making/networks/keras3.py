"""Saves the small networks with Keras 3, with the weights that `keras2.py` drew, and asks it about the same pictures.

    python keras3.py WORK_FOLDER [KIND ...]
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
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


def give(model, given):
    for layer in weights.flattened(model):
        if layer.weights:
            layer.set_weights(given.pop(layer.name))
            if type(layer).__name__ == "Normalization":
                layer.finalize_state()
    assert not given, f"Keras 3 has no layers {list(given)}"


def save(model, folder, compiled):
    """All files that Keras 3 writes; what it cannot write, by file, with the exception."""
    if compiled:
        model.compile("adam", "mse")
        model.optimizer.build(model.trainable_variables)
    (folder / "keras3.architecture.json").write_text(model.to_json())
    failures = {}
    for name, write in {
            "keras3.keras": model.save, "keras3.h5": model.save, "keras3.weights.h5": model.save_weights}.items():
        try:
            write(folder / name)
        except (TypeError, ValueError) as error:
            failures[name] = f"{type(error).__name__}: {error}"
            (folder / name).unlink(missing_ok=True)
    return failures


def make(kind, work):
    keras.utils.clear_session()
    folder = work / kind.name
    jax.config.update("jax_enable_x64", kind.dtype == "float64")
    keras.config.set_dtype_policy(kind.dtype)
    model = kind.build(keras)
    keras.config.set_dtype_policy("float32")
    if kind.keras2:
        give(model, restored(folder / "weights.npz"))
    else:
        weights.initialize(model, np.load(folder / "calibration.npy"), kind.seed)

    failures = save(model, folder, kind.compiled)
    if kind.dtype == "float32":
        answers = model.predict(np.load(folder / "evaluation.npy"), batch_size=pictures.BATCH, verbose=0)
    else:
        answers = np.load(folder / "probabilities.npy")
    if not kind.keras2:
        np.save(folder / "probabilities.npy", answers.astype(np.float32))
        reference = json.loads((folder / "reference.json").read_text())
        reference["outputs"] = int(answers.shape[-1])
        (folder / "reference.json").write_text(json.dumps(reference))
    difference = float(np.max(np.abs(answers - np.load(folder / "probabilities.npy"))))
    assert difference < 1e-4, (kind.name, difference)
    (folder / "keras3.json").write_text(json.dumps({
        "keras": keras.__version__, "backend": keras.backend.backend(), "largest_difference": difference,
        "layers": layers_of(model), **({"cannot_save": failures} if failures else {})}))
    print(f"{kind.name}: largest difference to Keras 2 {difference:.2e}", flush=True)


def main():
    work = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:] or kinds.KINDS:
        make(kinds.KINDS[name], work)


if __name__ == "__main__":
    main()
