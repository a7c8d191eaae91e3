import Support

/// One layer as Keras describes it; those of nested models stand in place of the model.
struct KerasLayer {
  /// The layer's own name.
  let name: String
  /// Its class, such as `Conv2D`.
  let className: String
  /// The module of its class, which parts the layer `Add` from the operation of that name.
  let module: String
  /// What its class makes of it.
  let config: JSONValue
  /// The names of the layers that it reads, in order.
  let inputs: [String]
  /// The numbers beside its inputs: what an operation in the graph adds, divides by and so on.
  let constants: [KerasConstant]
  /// Whether they stand before the input, as in `1 - x`.
  let isConstantFirst: Bool
  /// Whether it and all models around it may be trained: Keras saves what may not be behind what may.
  let isTrainable: Bool
  /// The classes in snake case, counted within their model, from the outermost model to the layer.
  let path: [String]
  /// The layer of the outermost model that it is, or that it is inside of.
  let outermost: String

  /// One weight of a layer.
  struct Weight: Equatable {
    /// What Keras 2 calls it.
    let name: String
    /// Whether training changes it, if the layer may be trained.
    let isTrainable: Bool
  }

  /// The layer's weights in the order in which Keras keeps them.
  var weights: [Weight] {
    func trained(_ names: String...) -> [Weight] {
      names.map { Weight(name: $0, isTrainable: true) }
    }
    let bias = config["use_bias"].bool ?? true ? trained("bias") : []
    switch className {
    case "Conv2D", "Dense": return trained("kernel") + bias
    case "DepthwiseConv2D": return trained("depthwise_kernel") + bias
    case "SeparableConv2D": return trained("depthwise_kernel", "pointwise_kernel") + bias
    case "BatchNormalization":
      return (config["scale"].bool ?? true ? trained("gamma") : [])
        + (config["center"].bool ?? true ? trained("beta") : [])
        + ["moving_mean", "moving_variance"].map { Weight(name: $0, isTrainable: false) }
    case "Normalization":
      // With numbers of its own it has no weights.
      guard config["mean"] == .null else { return [] }
      return ["mean", "variance", "count"].map { Weight(name: $0, isTrainable: false) }
    default: return []
    }
  }
}
