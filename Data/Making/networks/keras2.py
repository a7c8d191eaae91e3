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


def make(kind, data, chosen, work):
    tf.keras.backend.clear_session()
    folder = work / kind.name
    folder.mkdir(parents=True, exist_ok=True)
    enter = {purpose: pictures.preprocessed(pictures.load(data, paths, kind.shape), kind.preprocessing)
             for purpose, paths in chosen.items()}
    model = kind.build(tf.keras)
    weights.initialize(model, enter["calibration"], kind.seed)

    model.save(folder / "keras2.keras")
    model.save(folder / "keras2.h5", save_format="h5", include_optimizer=False)
    model.save_weights(folder / "keras2.weights.h5")
    model.save_weights(folder / "keras2.legacy-weights.h5", save_format="h5")
    (folder / "keras2.architecture.json").write_text(model.to_json())
    np.savez(folder / "weights.npz", **{
        f"{name}/{i}": array for name, arrays in weights.saved(model).items() for i, array in enumerate(arrays)})
    np.save(folder / "evaluation.npy", enter["evaluation"])

    answers = model.predict(enter["evaluation"], batch_size=pictures.BATCH, verbose=0)
    np.save(folder / "probabilities.npy", answers.astype(np.float32))
    ordered = np.sort(answers, -1) if answers.shape[-1] > 1 else np.hstack([1 - answers, answers])
    margin = float(np.min(np.abs(ordered[:, -1] - ordered[:, -2])))

    batches = [enter["calibration"][i:i + pictures.BATCH] for i in range(0, pictures.CALIBRATION, pictures.BATCH)]
    result = {
        "kind": kind.name, "summary": kind.summary, "input": list(kind.shape),
        "preprocessing": kind.preprocessing, "outputs": int(answers.shape[-1]), "seed": kind.seed,
        "pictures_sha256": hashlib.sha256(enter["evaluation"].astype("<f4").tobytes()).hexdigest(),
        "keras2": {"keras": keras.__version__, "tensorflow": tf.__version__, "layers": layers_of(model)}}
    fragile = []
    try:
        def load():
            return fresh(folder / "keras2.h5")

        nodes, outputs, fragile = quantized.reference(load, batches, enter["evaluation"])
        np.save(folder / "mct_outputs.npy", outputs)
        result["mct"] = {"mct": quantized.mct.__version__, "nodes": nodes}
        if quantized.augments(load()):
            result["mct"]["when_augmented"] = quantized.augmented(load, batches, nodes)
    except Exception as error:
        (folder / "mct_traceback.txt").write_text(traceback.format_exc())
        result["mct"] = {"mct": quantized.mct.__version__, "error": f"{type(error).__name__}: {error}"}
    (folder / "reference.json").write_text(json.dumps(result))
    counts = np.bincount(np.argmax(answers, -1) if answers.shape[-1] > 1 else (answers[:, 0] > 0.5).astype(int))
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
        if kinds.KINDS[name].keras2:
            make(kinds.KINDS[name], data, chosen, work)


if __name__ == "__main__":
    main()
