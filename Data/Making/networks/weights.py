"""Random weights under which every layer has something to say.

One eager pass over the calibration pictures: whenever a layer with weights is reached, its weights are drawn and
scaled to what enters it. Kernels give outputs of standard deviation 1; batch normalizations hold the mean and
variance of their inputs, as after a training; the last layer's units have mean near 0 and standard deviation 2, so
that the pictures get different answers.
"""

import numpy as np


def flattened(model):
    """All layers in order, those of nested models in place of the models."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from flattened(layer)
        else:
            yield layer


def initialize(model, pictures, seed):
    """Draws the weights of a Keras 2 model."""
    random = np.random.default_rng(seed)
    weighted = [layer for layer in flattened(model) if layer.weights]
    for layer in weighted:
        layer.call = drawing(layer, layer.call, random, layer is weighted[-1])
    model(pictures, training=False)
    for layer in weighted:
        del layer.call


def drawing(layer, call, random, is_last):
    """The layer's `call`, with a draw before it."""
    def draw_and_call(inputs, *arguments, **named):
        draw(layer, call, inputs, random, is_last)
        return call(inputs, *arguments, **named)
    return draw_and_call


def draw(layer, call, inputs, random, is_last):
    if type(layer).__name__ == "BatchNormalization":
        inputs = np.asarray(inputs)
        axes = tuple(range(inputs.ndim - 1))
        for weight in layer.weights:
            shape, name = weight.shape, weight.name
            if "gamma" in name:
                value = random.uniform(0.6, 1.6, shape)
            elif "beta" in name:
                value = random.normal(0, 0.5, shape)
            elif "mean" in name:
                value = np.mean(inputs, axes, dtype=np.float64)
            else:
                value = np.var(inputs, axes, dtype=np.float64) + 1e-4
            weight.assign(value.astype(np.float32))
        return
    if type(layer).__name__ == "Normalization":
        layer.adapt(np.asarray(inputs))
        return
    kernels = [w for w in layer.weights if "kernel" in w.name]
    biases = [w for w in layer.weights if "bias" in w.name]
    for kernel in kernels:
        kernel.assign(random.normal(0, 1 / np.sqrt(np.prod(kernel.shape[:-1])), kernel.shape).astype(np.float32))
    for bias in biases:
        bias.assign(np.zeros(bias.shape, np.float32))
    activation, layer.activation = layer.activation, lambda x: x
    outputs = np.asarray(call(inputs), np.float64)
    layer.activation = activation
    last = kernels[-1]
    if is_last:
        axes = tuple(range(outputs.ndim - 1))
        scale = 2 / np.std(outputs, axes)
        last.assign((last.numpy() * scale).astype(np.float32))
        for bias in biases:
            bias.assign((-np.mean(outputs, axes) * scale + random.normal(0, 0.3, bias.shape)).astype(np.float32))
    else:
        last.assign((last.numpy() / np.std(outputs)).astype(np.float32))
        for bias in biases:
            bias.assign(random.normal(0, 0.3, bias.shape).astype(np.float32))


def saved(model):
    """Every layer's weights, to be given to Keras 3: name of the layer -> arrays in the layer's order."""
    return {layer.name: layer.get_weights() for layer in flattened(model) if layer.weights}
