/// A figure of an output was asked for whose values are others for each of the error methods.
public struct ShiftedDifferently: Error, Equatable, CustomStringConvertible {
  let layer: String

  public init(layer: String) { self.layer = layer }

  /// What is wrong, why, and what to do.
  public var description: String {
    "\(layer): the error methods shift its negative values by different constants, because these depend on the "
      + "threshold of the ReLU before it, so no one figure shows the values of all; give one --error-method"
  }
}
