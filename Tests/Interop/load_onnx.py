"""Loads the model.onnx of an exported folder, the working folder, and asks it for the classes of its pictures."""

import numpy as np

picture = np.load("vectors-onnx/input.npy")[:1]
# snippet.load
import onnxruntime

options = onnxruntime.SessionOptions()
# For x86 processors without VNNI.
options.add_session_config_entry("session.x64quantprecision", "1")
model = onnxruntime.InferenceSession("model.onnx", options)
probabilities = model.run(["output"], {"input": picture})[0]
# snippet.end
print("ONNX Runtime:", probabilities.argmax())
