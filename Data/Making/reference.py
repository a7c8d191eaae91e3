"""Writes what Keras and MCT compute on the workbook's model and pictures.

    python reference.py MODEL.h5 CALIBRATION_PICTURES EVALUATION_PICTURES OUTPUT_FOLDER
"""

import json
import pathlib
import sys

import model_compression_toolkit as mct
import numpy as np
import tensorflow as tf

BATCH = 32
METHODS = ["MSE", "NOCLIPPING", "MAE", "KL", "LP"]


def load(folder):
    """Pictures in path order as Keras preprocesses them, and the classes in the folders' order."""
    folder = pathlib.Path(folder)
    pictures, labels = [], []
    for label, name in enumerate(sorted(p.name for p in folder.iterdir() if p.is_dir())):
        for path in sorted((folder / name).glob("*.jpg")):
            picture = tf.io.decode_image(tf.io.read_file(str(path)), channels=3, expand_animations=False)
            pictures.append(tf.cast(picture, tf.float32).numpy() / np.float32(127.5) - np.float32(1))
            labels.append(label)
    return np.stack(pictures).astype(np.float32), np.array(labels)


def outcome(probabilities, labels):
    chosen = np.argmax(probabilities, -1)
    return {"top1_correct": int(np.sum(chosen == labels)), "of": len(labels), "argmax": chosen.tolist()}


def inner_name(layer):
    """The name of a layer, or of the one inside a wrapper."""
    return getattr(layer, "layer", layer).name


def main():
    model_path, calibration_path, evaluation_path, output = sys.argv[1:]
    output = pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    model = tf.keras.models.load_model(model_path, compile=False)
    calibration, _ = load(calibration_path)
    evaluation, labels = load(evaluation_path)

    probabilities = model.predict(evaluation, batch_size=BATCH, verbose=0)
    np.save(output / "keras_probabilities.npy", probabilities.astype(np.float32))
    results = {"float": outcome(probabilities, labels)}
    activations, kernels, exported = {}, [], []

    def batches():
        for start in range(0, len(calibration), BATCH):
            yield [calibration[start:start + BATCH]]

    for method in METHODS:
        config = mct.core.QuantizationConfig(
            activation_error_method=getattr(mct.core.QuantizationErrorMethod, method))
        quantized, _ = mct.ptq.keras_post_training_quantization(
            model, batches, core_config=mct.core.CoreConfig(quantization_config=config))
        layers = quantized.layers
        for index, layer in enumerate(layers):
            if hasattr(layer, "activation_holder_quantizer"):
                # Keras numbers some names on from model to model; the index stays.
                settings = layer.activation_holder_quantizer.get_config()
                entry = activations.setdefault(
                    index, {"node": inner_name(layers[index - 1]), "holder_index": index, "num_bits": settings["num_bits"],
                           "signed": bool(settings["signed"]), "threshold": {}})
                assert entry["signed"] == bool(settings["signed"])
                entry["threshold"][method] = float(np.ravel(settings["threshold"])[0])
            elif method == "MSE" and hasattr(layer, "weights_quantizers") and layer.weights_quantizers:
                (attribute, quantizer), = layer.weights_quantizers.items()
                bias = [w for w in layer.weights if "bias" in w.name]
                kernels.append({
                    "node": inner_name(layer), "attribute": attribute,
                    "threshold": [float(t) for t in np.ravel(quantizer.get_config()["threshold"])],
                    "bias_after_correction": [float(b) for b in np.ravel(bias[0].numpy())]})
        if method == "MSE":
            exported = [{"name": inner_name(l), "class": type(l).__name__} for l in layers]
        results[method] = outcome(quantized.predict(evaluation, batch_size=BATCH, verbose=0), labels)
        print(method, results[method]["top1_correct"], flush=True)

    with open(output / "mct_network.json", "w") as file:
        json.dump({
            "mct": mct.__version__, "tensorflow": tf.__version__,
            "calibration": {"images": len(calibration), "batch_size": BATCH},
            "activations": list(activations.values()), "kernels": kernels,
            "exported_layers": exported, "results": results}, file, separators=(",", ":"))
        file.write("\n")

    parted = [a["node"] for a in activations.values()
              if a["signed"] and a["threshold"]["MSE"] != a["threshold"]["NOCLIPPING"]]
    first = next(a for a in activations.values() if a["node"] == "Conv1_relu")["threshold"]
    print(f"float {results['float']['top1_correct']} of {len(labels)}; {len(parted)} signed tensors part: {parted}")
    print(f"Conv1_relu: MSE {first['MSE']}, NOCLIPPING {first['NOCLIPPING']}")


if __name__ == "__main__":
    main()
