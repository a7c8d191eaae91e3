"""Runs an exported model.tflite in LiteRT and compares every layer's codes with the workbook's.

    python tflite.py FOLDER [DIGESTS.json]

FOLDER is what `workbook export --format tflite` wrote. Exits with 1 when the reference kernels give another code
in any layer but the softmax, where one step is allowed, when a batch of several pictures gives other codes, or when the default kernels agree on fewer than 90 % of
the classes: they round otherwise, and what one rounding changes grows along a network. The coarser the grids, the more
answers that changes: of 100 pictures on the ImageNet network 5 with powers of two as thresholds, 3 with any threshold. With a second argument, the digests of what the reference kernels give for the pictures, layer by layer,
are written to it.
"""

import hashlib
import importlib.metadata
import json
import pathlib
import sys
import warnings

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType


# It keeps all tensors for us to see, and warns that this takes memory.
warnings.filterwarnings("ignore", message=".*experimental_preserve_all_tensors.*")


def runs(file, inputs, resolver):
    """Yields for every batch [batches, pictures, ...] a function that gives a tensor's codes by its name."""
    model = Interpreter(
        model_path=str(file),
        experimental_op_resolver_type=resolver,
        experimental_preserve_all_tensors=True,
    )
    entrance = model.get_input_details()[0]
    model.resize_tensor_input(entrance["index"], inputs.shape[1:])
    model.allocate_tensors()
    # The interpreter adds tensors of its own behind those of the file.
    places = {}
    for tensor in model.get_tensor_details():
        places.setdefault(tensor["name"], tensor["index"])
    scale, zero = entrance["quantization"]
    for value in inputs:
        if entrance["dtype"] != np.float32:
            ends = np.iinfo(entrance["dtype"])
            # As C rounds: halves away from zero.
            steps = value / np.float32(scale)
            steps = np.sign(steps) * np.floor(np.abs(steps) + np.float32(0.5))
            value = np.clip(steps + zero, ends.min, ends.max).astype(entrance["dtype"])
        model.set_tensor(entrance["index"], value)
        model.invoke()
        yield lambda name: model.get_tensor(places[name])


def main():
    folder = pathlib.Path(sys.argv[1])
    layers = json.loads((folder / "vectors/layers.json").read_text())
    inputs = np.load(folder / "vectors/input.npy")
    codes = {layer["layer"]: np.load(folder / "vectors" / layer["file"], mmap_mode="r") for layer in layers}
    failures = []

    for title, resolver in [("reference", OpResolverType.BUILTIN_REF), ("default", OpResolverType.BUILTIN)]:
        differing = {name: 0 for name in codes}
        farthest = {name: 0 for name in codes}
        same_class = 0
        digests = {name: hashlib.sha256() for name in codes}
        for number, codes_of in enumerate(runs(folder / "model.tflite", inputs[:, None], resolver)):
            for name, expected in codes.items():
                found = codes_of(name).reshape(expected[number].shape).astype(int)
                digests[name].update(found.astype(np.int8).tobytes())
                distance = np.abs(found - expected[number])
                differing[name] += int((distance > 0).sum())
                farthest[name] = max(farthest[name], int(distance.max()))
            last = layers[-1]["layer"]
            same_class += int(codes_of(last).argmax() == codes[last][number].argmax())
        print(f"LiteRT, {title} kernels: {len(layers)} layers, {len(inputs)} pictures")
        for layer in layers:
            name = layer["layer"]
            if differing[name]:
                share = differing[name] / codes[name].size
                print(f"  {name} ({layer['operation']}): {100 * share:.4f} % differ, by at most {farthest[name]}")
            allowed = 1 if layer["operation"] == "softmax" else 0
            if resolver == OpResolverType.BUILTIN_REF and farthest[name] > allowed:
                failures.append(f"{name} differs by {farthest[name]}")
        if resolver == OpResolverType.BUILTIN_REF and len(sys.argv) > 2:
            written = {
                "litert": importlib.metadata.version("ai-edge-litert"),
                "pictures": len(inputs),
                "sha256": {name: digest.hexdigest() for name, digest in digests.items()},
            }
            pathlib.Path(sys.argv[2]).write_text(json.dumps(written, indent=1) + "\n")
        agreement = same_class / len(inputs)
        print(f"  {sum(1 for n in codes if not differing[n])} layers equal, classes equal on {same_class} of {len(inputs)}")
        if resolver == OpResolverType.BUILTIN and agreement < 0.9:
            failures.append(f"the default kernels agree on {100 * agreement:.1f} % of the classes")

    several = inputs[:3]
    name = layers[-1]["layer"]
    for codes_of in runs(folder / "model.tflite", several[None], OpResolverType.BUILTIN_REF):
        found = codes_of(name).reshape(codes[name][:3].shape).astype(int)
        allowed = 1 if layers[-1]["operation"] == "softmax" else 0
        distance = int(np.abs(found - codes[name][:3]).max())
        print(f"LiteRT, {len(several)} pictures in one batch: {'equal' if distance <= allowed else 'they differ'}")
        if distance > allowed:
            failures.append(f"in a batch {name} differs by {distance}")

    for failure in failures[:10]:
        print("FAILED:", failure)
    sys.exit(1 if failures else 0)


main()
