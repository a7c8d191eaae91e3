"""Compares ONNX Runtime's output with the codes beside the model.onnx of an exported folder, the working folder."""

import sys

# snippet.check
import json
import numpy as np
import onnxruntime

options = onnxruntime.SessionOptions()
options.add_session_config_entry("session.x64quantprecision", "1")
model = onnxruntime.InferenceSession("model.onnx", options)
pictures = np.load("vectors-onnx/input.npy")
found = model.run(["output"], {"input": pictures})[0]
last = json.load(open("vectors-onnx/layers.json"))[-1]
codes = np.load("vectors-onnx/" + last["file"]).astype(np.int64)
expected = (codes - last["zeroPoint"]) * last["scale"]
differ = np.count_nonzero(found != expected.astype(np.float32))
# snippet.end
print("ONNX Runtime:", differ, "probabilities of", found.size, "differ")
sys.exit(bool(differ))
