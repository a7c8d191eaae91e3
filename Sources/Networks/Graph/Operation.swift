import Tensors

/// What one layer computes.
///
/// Everything that an operation *is* stands in this file, in switches without a `default`: whoever adds a
/// case is led to every place by the compiler.
public enum Operation: Equatable, Sendable {
  /// The images, `[n, h, w, c]`.
  case input
  /// A convolution.
  case convolution(Convolution)
  /// A depthwise convolution.
  case depthwiseConvolution(DepthwiseConvolution)
  /// A fully connected layer.
  case dense(Dense)
  /// Batch normalization at inference.
  case batchNormalization(BatchNormalization)
  /// A function of every value.
  case activation(Activation)
  /// The sum of two or more tensors.
  case add
  /// Tensors beside one another along the channels.
  case concatenate
  /// A border around the image: zeros, or another value once MCT has shifted what is inside.
  case zeroPadding(Border)
  /// The image without its border.
  case cropping(Border)
  /// The largest value or the mean of every window.
  case pooling(Pooling)
  /// The largest value or the mean over height and width: `[n, h, w, c]` to `[n, c]`.
  case globalPooling(Pooling.Kind)
  /// The same values in another shape, without the batch axis.
  case reshape(Shape)
  /// Arithmetic with constants.
  case arithmetic(ConstantArithmetic)
  /// Nothing, at inference.
  case identity(Identity)
}

// MARK: what it is called

extension Operation {
  /// The name of the Keras layer class that computes this, unless the layer says otherwise.
  public var kerasClassName: String {
    switch self {
    case .input: "InputLayer"
    case .convolution: "Conv2D"
    case .depthwiseConvolution: "DepthwiseConv2D"
    case .dense: "Dense"
    case .batchNormalization: "BatchNormalization"
    case .activation(.reLU): "ReLU"
    case .activation(.softmax): "Softmax"
    case .activation(.linear), .activation(.sigmoid), .activation(.tanh): "Activation"
    case .add: "Add"
    case .concatenate: "Concatenate"
    case .zeroPadding: "ZeroPadding2D"
    case .cropping: "Cropping2D"
    case .pooling(let pooling):
      switch pooling.kind {
      case .maximum: "MaxPooling2D"
      case .average: "AveragePooling2D"
      }
    case .globalPooling(.maximum): "GlobalMaxPooling2D"
    case .globalPooling(.average): "GlobalAveragePooling2D"
    case .reshape(let shape): shape.rank == 1 ? "Flatten" : "Reshape"
    case .arithmetic(let arithmetic):
      switch arithmetic.origin {
      case .rescaling: "Rescaling"
      case .normalization: "Normalization"
      case .addition: "Add"
      case .subtraction: "Subtract"
      case .multiplication: "Multiply"
      case .division: "TrueDivide"
      }
    case .identity(.dropout): "Dropout"
    case .identity(.augmentation): "RandomFlip"
    case .identity(.noise): "GaussianNoise"
    }
  }

  /// The name of the operator set that MCT puts it into, or `nil` where it is in none: then a platform's
  /// default holds.
  ///
  /// - Parameter kerasClassName: The layer's class. MCT asks it about activations, not what they compute:
  ///   a `ReLU` may have a slope, `Activation("relu6")` is in no set, nor are `x + y` and `tf.nn.bias_add`.
  /// - Source: MCT, `targetplatform2framework/attach2keras.py`. The set `ReLU6` is TensorFlow's function
  ///   only: Keras's `ReLU(6.)` layer belongs to `ReLU`. `Cropping2D` is a padding to MCT.
  func operatorSet(of kerasClassName: String) -> String? {
    switch self {
    case .input: nil
    case .convolution: "Conv"
    case .depthwiseConvolution: "DepthwiseConv2D"
    case .dense: "FullyConnected"
    case .batchNormalization: "BatchNorm"
    case .activation(.reLU(let maximum, let slope, _)):
      switch (kerasClassName, maximum) {
      case ("ReLU", _): "ReLU"
      case ("relu6", _): "ReLU6"
      case ("LeakyReLU", _): "LeakyReLU"
      case (_, nil): slope == 0 ? "ReLU" : "LeakyReLU"
      case (_, _?): nil
      }
    case .activation(.softmax): "Softmax"
    case .activation(.sigmoid): "Sigmoid"
    case .activation(.tanh): "Tanh"
    case .activation(.linear): nil
    case .add: Self.isNoAddition(kerasClassName) ? nil : "Add"
    case .concatenate: "Concatenate"
    case .zeroPadding: "ZeroPadding2D"
    case .cropping: "Pad"
    case .pooling(let pooling):
      switch pooling.kind {
      case .maximum: "MaxPool"
      case .average: "AvgPool"
      }
    case .globalPooling: nil
    case .reshape(let shape): shape.rank == 1 ? "Flatten" : "Reshape"
    case .arithmetic(let arithmetic):
      switch arithmetic.origin {
      case .rescaling, .normalization: nil
      case .addition: Self.isNoAddition(kerasClassName) ? nil : "Add"
      case .subtraction: "Sub"
      case .multiplication: "Mul"
      case .division: "Div"
      }
    case .identity(.dropout): "Dropout"
    case .identity(.augmentation), .identity(.noise): nil
    }
  }
}

extension Operation {
  /// Whether MCT does not count the class of a sum among the additions.
  private static func isNoAddition(_ kerasClassName: String) -> Bool {
    kerasClassName == "bias_add" || kerasClassName == "__operators__.add"
  }
}

// MARK: what it holds

/// The weights of a layer that multiplies its input with them.
public struct KernelWeights: Equatable, Sendable {
  /// The kernel's name among the layer's Keras weights.
  public let name: String
  /// The kernel.
  public var kernel: Tensor
  /// How it meets the input's channels.
  public let layout: KernelLayout
  /// One bias per output channel, or `nil`.
  public var bias: [Float]?
  /// What follows the sum inside the same Keras layer.
  public let activation: Activation
}

extension Operation {
  /// The kernel and its bias, or `nil` where there is none.
  public var weights: KernelWeights? {
    switch self {
    case .convolution(let layer):
      KernelWeights(
        name: "kernel", kernel: layer.kernel, layout: .convolution(groups: layer.groups),
        bias: layer.bias, activation: layer.activation)
    case .depthwiseConvolution(let layer):
      KernelWeights(
        name: "depthwise_kernel", kernel: layer.kernel, layout: .depthwise, bias: layer.bias,
        activation: layer.activation)
    case .dense(let layer):
      KernelWeights(
        name: "kernel", kernel: layer.kernel, layout: .dense, bias: layer.bias,
        activation: layer.activation)
    case .input, .batchNormalization, .activation, .add, .concatenate, .zeroPadding, .cropping,
      .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      nil
    }
  }

  /// All numbers that the layer holds, in Keras's order.
  public var constants: [[Float]] {
    switch self {
    case .convolution, .depthwiseConvolution, .dense:
      [weights?.kernel.values, weights?.bias].compactMap { $0 }
    case .batchNormalization(let layer): [layer.gamma, layer.beta, layer.mean, layer.variance]
    case .arithmetic(let arithmetic): arithmetic.steps.map(\.numbers)
    case .input, .activation, .add, .concatenate, .zeroPadding, .cropping, .pooling,
      .globalPooling, .reshape, .identity:
      []
    }
  }

  /// The same layer with another kernel, bias and activation.
  ///
  /// - Precondition: The layer has a kernel, and the new one is of the same shape.
  public func replacing(kernel: Tensor, bias: [Float]?, activation: Activation) -> Operation {
    precondition(weights?.kernel.shape == kernel.shape, "no kernel of the shape \(kernel.shape)")
    switch self {
    case .convolution(var layer):
      (layer.kernel, layer.bias, layer.activation) = (kernel, bias, activation)
      return .convolution(layer)
    case .depthwiseConvolution(var layer):
      (layer.kernel, layer.bias, layer.activation) = (kernel, bias, activation)
      return .depthwiseConvolution(layer)
    case .dense(var layer):
      (layer.kernel, layer.bias, layer.activation) = (kernel, bias, activation)
      return .dense(layer)
    case .input, .batchNormalization, .activation, .add, .concatenate, .zeroPadding, .cropping,
      .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      return self
    }
  }
}

// MARK: what comes out

extension Operation {
  /// The shape of the output, `[h, w, c]` or `[c]`, for inputs of these shapes, none with the batch axis.
  ///
  /// - Returns: `nil` where the inputs do not fit; an input's shape is not known from what it reads.
  public func outputShape(of inputs: [Shape]) -> Shape? {
    guard let first = inputs.first, inputs.count == 1 || readsSeveral else { return nil }
    func image(_ size: HeightWidth, _ channels: Int) -> Shape? {
      size.height > 0 && size.width > 0 ? [size.height, size.width, channels] : nil
    }
    switch self {
    case .input: return nil
    case .convolution(let layer):
      guard first.rank == 3, layer.kernel.shape[2] * layer.groups == first[2] else { return nil }
      return image(layer.window.output(of: first), layer.kernel.shape[3])
    case .depthwiseConvolution(let layer):
      guard first.rank == 3, layer.kernel.shape[2] == first[2] else { return nil }
      return image(layer.window.output(of: first), first[2] * layer.multiplier)
    case .dense(let layer):
      return first[-1] == layer.kernel.shape[0]
        ? Shape(first.dimensions.dropLast() + [layer.kernel.shape[1]]) : nil
    case .batchNormalization(let layer): return layer.mean.count == first[-1] ? first : nil
    case .activation, .identity: return first
    case .arithmetic(let arithmetic):
      return arithmetic.steps.allSatisfy { [1, first[-1]].contains($0.numbers.count) } ? first : nil
    case .add: return inputs.allSatisfy { $0 == first } ? first : nil
    case .concatenate:
      guard inputs.allSatisfy({ $0.dimensions.dropLast() == first.dimensions.dropLast() }) else {
        return nil
      }
      return Shape(first.dimensions.dropLast() + [inputs.reduce(0) { $0 + $1[-1] }])
    case .zeroPadding(let border):
      guard first.rank == 3 else { return nil }
      return image(
        HeightWidth(
          height: first[0] + border.top + border.bottom,
          width: first[1] + border.left + border.right), first[2])
    case .cropping(let border):
      guard first.rank == 3 else { return nil }
      return image(
        HeightWidth(
          height: first[0] - border.top - border.bottom,
          width: first[1] - border.left - border.right), first[2])
    case .pooling(let pooling):
      guard first.rank == 3 else { return nil }
      return image(pooling.window.output(of: first), first[2])
    case .globalPooling: return first.rank == 3 ? [first[2]] : nil
    case .reshape(let shape):
      return shape.boundedElementCount == first.elementCount ? shape : nil
    }
  }

  /// Whether it may read more than one tensor.
  private var readsSeveral: Bool {
    switch self {
    case .add, .concatenate: true
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      false
    }
  }

  /// The range that the output cannot leave, when MCT knows both ends. ReLU6 is not among them: MCT
  /// records only its lower end, and so its threshold is searched.
  ///
  /// - Source: MCT, `core/keras/keras_node_prior_info.py`.
  public var outputBounds: ClosedRange<Double>? {
    switch self {
    case .activation(.softmax), .activation(.sigmoid): 0...1
    case .activation(.tanh): -1...1
    case .activation(.linear), .activation(.reLU), .input, .convolution, .depthwiseConvolution,
      .dense, .batchNormalization, .add, .concatenate, .zeroPadding, .cropping, .pooling,
      .globalPooling, .reshape, .arithmetic, .identity:
      nil
    }
  }

  /// The range that the output of many images fills as a rule, or `nil` when nothing is known.
  public var usualRange: ClosedRange<Float>? {
    switch self {
    case .input: -1...1
    case .activation(let activation):
      activation.clamp.flatMap { $0.isFinite ? 0...$0 : nil }
    case .convolution, .depthwiseConvolution, .dense, .batchNormalization, .add, .concatenate,
      .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      nil
    }
  }

  /// Whether the output can hold values below zero.
  ///
  /// - Parameter inputs: Whether each of the inputs can.
  func canBeNegative(_ inputs: [Bool]) -> Bool {
    switch self {
    case .activation(.reLU(_, let slope, let threshold)): slope != 0 || threshold < 0
    case .activation(.sigmoid), .activation(.softmax): false
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .arithmetic: true
    case .activation(.linear), .activation(.tanh), .add, .concatenate, .zeroPadding, .cropping,
      .pooling, .globalPooling, .reshape, .identity:
      inputs.contains(true)
    }
  }

  /// Products that are added up for an output of this shape; zeros at the border count.
  func multiplyAdds(output: Shape) -> Int {
    switch self {
    case .convolution(let layer):
      output.elementCount * layer.kernel.shape.elementCount / layer.kernel.shape[3]
    case .depthwiseConvolution(let layer): output.elementCount * layer.window.size.count
    case .dense(let layer): output.elementCount * layer.kernel.shape[0]
    case .input, .batchNormalization, .activation, .add, .concatenate, .zeroPadding, .cropping,
      .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      0
    }
  }
}

extension Operation {
  /// A ReLU that only clamps: `min(max(x, 0), maximum)`, without an upper end when `maximum` is `nil`.
  public static func reLU(maximum: Float?) -> Operation { .activation(.reLU(maximum: maximum)) }

  /// `exp(xᵢ) / Σ exp(x)` over the last axis.
  public static var softmax: Operation { .activation(.softmax) }

  /// The mean over height and width.
  public static var globalAveragePooling: Operation { .globalPooling(.average) }
}
