"""Makes the small networks with Keras 2.14, and what Keras and MCT compute on them.

    python keras2.py DATA_FOLDER WORK_FOLDER [KIND ...]

Every kind's files go to WORK_FOLDER/KIND, for `keras3.py` and `keep.py`.
"""

import hashlib
import json
import os
import pathlib
import sys
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf

import kinds
import pictures
import quantized
import weights

MARGIN = 1e-3  # between a picture's first and second class, so that nothing hangs on the last digits


def layers_of(model):
    return [[layer.name, type(layer).__name__] for layer in weights.flattened(model)]


def save(model, folder, compiled):
    """All files that Keras 2.14 writes; what it cannot write, by file, with the exception."""
    if compiled:
        model.compile("adam", "mse")
        model.optimizer.build(model.trainable_variables)
    (folder / "keras2.architecture.json").write_text(model.to_json())
    failures = {}
    for name, write in {
            "keras2.keras": model.save,
            "keras2.h5": lambda path: model.save(path, save_format="h5"),
            "keras2.weights.h5": model.save_weights,
            "keras2.legacy-weights.h5": lambda path: model.save_weights(path, save_format="h5")}.items():
        try:
            write(folder / name)
        except (TypeError, ValueError) as error:
            failures[name] = f"{type(error).__name__}: {error}"
            (folder / name).unlink(missing_ok=True)
    return failures


def saved_in(kind, model):
    """The same network under another dtype policy. All weights are rounded to its dtype, also those that Keras keeps
    in float32, so that every file has the same; the float32 model gets them too, and answers."""
    dtype = tf.float32 if kind.dtype.startswith("mixed") else tf.dtypes.as_dtype(kind.dtype)
    rounded = [tf.cast(tf.cast(w, dtype), tf.float32).numpy() for w in model.get_weights()]
    tf.keras.backend.clear_session()
    tf.keras.mixed_precision.set_global_policy(kind.dtype)
    other = kind.build(tf.keras)
    tf.keras.mixed_precision.set_global_policy("float32")
    other.set_weights(rounded)
    model.set_weights(rounded)
    return other


def make(kind, data, chosen, work):
    tf.keras.backend.clear_session()
    folder = work / kind.name
    folder.mkdir(parents=True, exist_ok=True)
    enter = {purpose: pictures.preprocessed(pictures.load(data, paths, kind.shape), kind.preprocessing)
             for purpose, paths in chosen.items()}
    for purpose, tensor in enter.items():
        np.save(folder / f"{purpose}.npy", tensor)
    result = {
        "kind": kind.name, "summary": kind.summary, "input": list(kind.shape),
        "preprocessing": kind.preprocessing, "seed": kind.seed,
        "pictures_sha256": hashlib.sha256(enter["evaluation"].astype("<f4").tobytes()).hexdigest()}
    if not kind.keras2:
        (folder / "reference.json").write_text(json.dumps(result))
        return
    model = kind.build(tf.keras)
    weights.initialize(model, enter["calibration"], kind.seed)

    asked = model
    if kind.dtype != "float32":
        model = saved_in(kind, model)
    failures = save(model, folder, kind.compiled)
    np.savez(folder / "weights.npz", **{
        f"{name}/{i}": array for name, arrays in weights.saved(asked).items() for i, array in enumerate(arrays)})

    answers = asked.predict(enter["evaluation"], batch_size=pictures.BATCH, verbose=0)
    np.save(folder / "probabilities.npy", answers.astype(np.float32))
    if answers.shape[-1] > 1:
        ordered = np.sort(answers, -1)
        counts, margin = np.bincount(np.argmax(answers, -1)), np.min(ordered[:, -1] - ordered[:, -2])
    else:
        border = 0.5 if np.min(answers) >= 0 else 0.0  # a probability or a logit
        counts, margin = np.bincount(answers[:, 0] > border), np.min(np.abs(answers - border))

    batches = [enter["calibration"][i:i + pictures.BATCH] for i in range(0, pictures.CALIBRATION, pictures.BATCH)]
    result["outputs"] = int(answers.shape[-1])
    result["keras2"] = {"keras": keras.__version__, "tensorflow": tf.__version__, "layers": layers_of(model)}
    if failures:
        result["keras2"]["cannot_save"] = failures
    if kind.dtype != "float32":
        result["dtype"] = kind.dtype
        (folder / "reference.json").write_text(json.dumps(result))
        print(f"{kind.name}: classes {counts.tolist()}, margin {margin:.4f}, cannot save {failures}", flush=True)
        return
    fragile = []
    try:
        def load():
            return fresh(folder / "keras2.h5")

        graphs, outputs, fragile = quantized.reference(load, batches, enter["evaluation"])
        np.save(folder / "mct_outputs.npy", outputs)
        nodes = graphs[0][0]
        result["mct"] = {"mct": quantized.mct.__version__, "nodes": nodes}
        if graphs[1:]:
            result["mct"]["other_graphs"] = [{"methods": methods, "nodes": others} for others, methods in graphs[1:]]
        if quantized.augments(load()):
            result["mct"]["when_augmented"] = quantized.augmented(load, batches, nodes)
    except Exception as error:
        (folder / "mct_traceback.txt").write_text(traceback.format_exc())
        result["mct"] = {"mct": quantized.mct.__version__, "error": f"{type(error).__name__}: {error}"}
    (folder / "reference.json").write_text(json.dumps(result))
    print(f"{kind.name}: classes {counts.tolist()}, margin {margin:.4f}, fragile {fragile}, "
          f"MCT {result['mct'].get('error', 'ran')}, "
          f"augmented {len(result['mct'].get('when_augmented', []))}", flush=True)
    if margin < MARGIN:
        print(f"  {kind.name}: the margin is small, take another seed", flush=True)


def fresh(path):
    tf.keras.backend.clear_session()
    return tf.keras.models.load_model(path, compile=False)


def main():
    data, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    chosen = pictures.chosen(data)
    work.mkdir(parents=True, exist_ok=True)
    (work / "pictures.json").write_text(json.dumps(chosen, indent=1) + "\n")
    for name in sys.argv[3:] or kinds.KINDS:
        make(kinds.KINDS[name], data, chosen, work)


if __name__ == "__main__":
    main()
