import Tensors

extension Model {
  /// Products that are added up for one image: those of the convolutions and of the dense layer.
  ///
  /// A multiply-add counts as two floating-point operations.
  public var multiplyAdds: Int { layers.reduce(0) { $0 + $1.multiplyAdds } }
}

extension Layer {
  /// Products that are added up for one image; zeros at the border count.
  var multiplyAdds: Int {
    switch operation {
    case .convolution(let convolution):
      outputShape.elementCount * convolution.kernel.shape.elementCount / outputShape[-1]
    case .depthwiseConvolution(let convolution):
      outputShape.elementCount * convolution.kernel.shape.elementCount / outputShape[-1]
    case .dense(let dense): dense.kernel.shape.elementCount
    default: 0
    }
  }
}
