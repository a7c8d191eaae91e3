"""Loads the model.tflite of an exported folder, the working folder, and asks it for the classes of its pictures."""

import numpy as np

picture = np.load("vectors/input.npy")[:1]
# snippet.load
from ai_edge_litert.interpreter import Interpreter

run = Interpreter("model.tflite").get_signature_runner()
probabilities = run(input=picture)["output"]  # one picture, NHWC
# snippet.end
print("LiteRT:", probabilities.argmax())
