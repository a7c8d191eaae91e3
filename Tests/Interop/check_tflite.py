"""Compares LiteRT's codes with those beside the model.tflite of an exported folder, the working folder."""

import sys

# snippet.check
import json
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

model = Interpreter(
    "model.tflite", experimental_preserve_all_tensors=True,
    experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
model.allocate_tensors()
tensors = {t["name"]: t["index"] for t in model.get_tensor_details()}
picture = np.load("vectors/input.npy")[:1]
model.set_tensor(model.get_input_details()[0]["index"], picture)
model.invoke()
differ = {}
for layer in json.load(open("vectors/layers.json")):
    codes = np.load("vectors/" + layer["file"])[:1]
    found = model.get_tensor(tensors[layer["layer"]])
    differ[layer["layer"]] = np.count_nonzero(found != codes)
# snippet.end
print("LiteRT:", sum(differ.values()), "codes of", len(differ), "layers differ")
sys.exit(any(differ.values()))
