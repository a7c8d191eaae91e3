"""What MCT makes of a network: its nodes, which are quantized, and their thresholds for every method."""

import contextlib
import io

import model_compression_toolkit as mct
import numpy as np
import tensorflow as tf
from model_compression_toolkit.core.common.quantization.quantization_params_generation import (
    qparams_activations_computation as activation_search)
from model_compression_toolkit.ptq.keras import quantization_facade

import weights

METHODS = ["MSE", "NOCLIPPING", "MAE", "KL", "LP"]
MODES = {"QUANT": "quantized", "FLN_QUANT": "fused", "NO_QUANT": "none", "PRESERVE_QUANT": "preserved"}


def quantize(model, batches, method):
    """The exported model and MCT's graph behind it, after all corrections."""
    graphs = []
    original = quantization_facade.ptq_runner

    def keeping(*arguments, **named):
        graphs.append(original(*arguments, **named))
        return graphs[0]

    config = mct.core.QuantizationConfig(
        activation_error_method=getattr(mct.core.QuantizationErrorMethod, method))
    quantization_facade.ptq_runner = keeping
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # progress bars
            exported, _ = mct.ptq.keras_post_training_quantization(
                model, lambda: ([batch] for batch in batches),
                core_config=mct.core.CoreConfig(quantization_config=config))
    finally:
        quantization_facade.ptq_runner = original
    return exported, graphs[0]


def class_name(node):
    """The layer's class, or the function of an op layer."""
    function = getattr(node, "functional_op", None) or getattr(node, "framework_attr", {}).get("function")
    name = getattr(node.type, "__name__", str(node.type))
    return f"{name}({function})" if isinstance(function, str) else name


def described(graph, exported):
    """The nodes in the order of the exported model's layers, as they stand in the JSON, with no thresholds yet."""
    layers = {getattr(layer, "layer", layer).name: (i, layer) for i, layer in enumerate(exported.layers)}
    holders = {}
    for index, layer in enumerate(exported.layers):
        if hasattr(layer, "activation_holder_quantizer"):
            before = layer.input._keras_history.layer
            holders[getattr(before, "layer", before).name] = (index, layer)
    # Op layers that MCT adds are named by Keras, in the order in which they are made.
    names = {node.name for node in graph.nodes}
    added = [name for name, (_, layer) in layers.items()
             if name not in names and type(layer).__name__ == "TFOpLambda"]
    nodes = []
    for node in graph.get_topo_sorted_nodes():
        name = node.name if node.name in layers else added.pop(0)
        index, layer = layers.pop(name)
        config = node.final_activation_quantization_cfg
        entry = {
            "node": node.name, "class": class_name(node), "layer_index": index,
            "inputs": [edge.source_node.name for edge in graph.incoming_edges(node, sort_by_attr="sink_index")],
            "activation": MODES[config.quant_mode.name]}
        if config.quant_mode.name == "QUANT":
            holder_index, holder = holders.pop(name)
            layers.pop(holder.name)
            settings = holder.activation_holder_quantizer.get_config()
            entry["holder_index"] = holder_index
            entry["bits"] = int(config.activation_n_bits)
            entry["signed"] = bool(config.activation_quantization_params["is_signed"])
            assert (bool(settings["signed"]), settings["num_bits"]) == (entry["signed"], entry["bits"])
            if node.prior_info.is_output_bounded():
                entry["bounded"] = True
            entry["threshold"] = {}
        if node.name.endswith("_post_add"):
            entry["constant"] = float(np.ravel(node.op_call_args[0])[0])
        if node.name.endswith("_pre_pad"):
            entry["constant"] = float(node.op_call_kwargs["constant_values"])
            entry["paddings"] = np.asarray(node.op_call_kwargs["paddings"]).tolist()
        quantizers = getattr(layer, "weights_quantizers", {})
        for attribute, quantizer in quantizers.items():
            settings = quantizer.get_config()
            entry["kernel"] = {
                "attribute": attribute, "shape": list(node.get_weights_by_keys(attribute).shape),
                "channel_axis": settings["channel_axis"], "bits": settings["num_bits"],
                "threshold": [float(t) for t in np.ravel(settings["threshold"])]}
        bias = [w for w in getattr(layer, "layer", layer).weights if "bias" in w.name]
        if bias:
            entry["bias"] = [shortest(b) for b in np.ravel(bias[0].numpy())]
        nodes.append(entry)
    assert not layers and not holders, (list(layers), list(holders))
    return sorted(nodes, key=lambda entry: entry["layer_index"])


def shortest(value):
    """A float32 as the shortest decimal number that is read back as the same float32."""
    return float(str(np.float32(value)))


def reference(load, batches, evaluation):
    """All that is kept of MCT: its nodes with the methods that lead to them, its quantized networks' outputs
    [method, picture, class], and the thresholds that are near a tie.

    `load` makes the float model afresh: MCT is never given a model that it has seen before.

    The augmentation layers of Keras 2 augment unless they are told `training=False`, and MCT does not tell them: its
    calibration sees pictures turned at random. Keras's learning phase 0 keeps them still, and so the reference can be
    computed again; `augmented` says what another choice would have given.
    """
    graphs, outputs, fragile = [], [], []
    for method in METHODS:
        model = load()
        if augments(model):
            tf.keras.backend.set_learning_phase(0)
        exported, graph = quantize(model, batches, method)
        outputs.append(exported.predict(evaluation, batch_size=len(batches[0]), verbose=0))
        nodes = described(graph, exported)
        searched = {node.name: node for node in graph.nodes}
        thresholds = {}
        for entry in nodes:
            if entry["activation"] == "quantized":
                config = searched[entry["node"]].final_activation_quantization_cfg
                thresholds[entry["node"]] = float(config.activation_quantization_params["threshold"])
                if not is_stable(graph, searched[entry["node"]], thresholds[entry["node"]]):
                    fragile.append((entry["node"], method))
        # A method's thresholds can change the graph; most often they do not.
        same = next((known for known, _ in graphs if without_thresholds(known) == nodes), None)
        if same is None:
            graphs.append((nodes, [method]))
            same = nodes
        else:
            next(methods for known, methods in graphs if known is same).append(method)
        for entry in same:
            if entry["activation"] == "quantized":
                entry["threshold"][method] = thresholds[entry["node"]]
    return graphs, np.stack(outputs).astype(np.float32), fragile


def without_thresholds(nodes):
    return [dict(entry, threshold={}) if "threshold" in entry else entry for entry in nodes]


def augments(model):
    return any(type(layer).__name__.startswith("Random") for layer in weights.flattened(model))


def augmented(load, batches, nodes):
    """The thresholds that are others when MCT is left alone and calibrates with augmented pictures, for one seed."""
    found = []
    for method in METHODS:
        model = load()
        tf.keras.utils.set_random_seed(0)
        _, graph = quantize(model, batches, method)
        searched = {node.name: node.final_activation_quantization_cfg for node in graph.nodes}
        for entry in nodes:
            if entry["activation"] == "quantized":
                threshold = float(searched[entry["node"]].activation_quantization_params["threshold"])
                if threshold != entry["threshold"][method]:
                    found.append({"node": entry["node"], "method": method, "threshold": threshold})
    return found


def is_stable(graph, node, threshold):
    """Whether the threshold stays when all values are off by a few parts in a million, as another order of sums
    puts them: other edges, and values that fall into the bin beside. A near tie would make a reference that only one
    machine can reproduce."""
    config = node.final_activation_quantization_cfg
    collector = graph.get_out_stats_collector(node)
    if node.prior_info.is_output_bounded() or not collector.require_collection() or is_exact(graph, node):
        return True
    if node.name.endswith("_post_add"):
        return True  # has the threshold of the node before it
    edges, counts = collector.hc.get_histogram()
    low, high = collector.get_min_max_values()
    if config.activation_n_bits == 16:  # has been shifted
        steps = abs(low) / (threshold / 256)
        if abs(steps - round(steps)) < 1e-3 or abs(abs(low) / threshold - 0.05) < 1e-4:
            return False
    signed = bool(np.any(edges[:-1][counts > 0] < 0))
    random = np.random.default_rng(0)
    for scale in (1 - 4e-6, 1, 1 + 4e-6):
        moved = random.uniform(-4e-3, 4e-3, len(counts) - 1) * np.minimum(counts[:-1], counts[1:])
        others = counts + np.append(moved, 0) - np.insert(moved, 0, 0)
        found = config.activation_quantization_params_fn(
            edges * scale, others, config.l_p_value, 8, low * scale, high * scale,
            min_threshold=config.min_threshold, quant_error_method=config.activation_error_method, is_signed=signed)
        if float(found["threshold"]) != threshold:
            return False
    return True


def is_exact(graph, node):
    """Whether only the picture's own values, shifted and scaled one by one, come out: there are no sums."""
    return not node.weights and all(is_exact(graph, before) for before in graph.get_prev_nodes(node))
