/// A kind of file in which Keras saves a model or its weights.
public enum KerasFormat: String, Sendable, CaseIterable {
  /// `save("x.keras")`: the model and its weights in a zip archive.
  case archive = ".keras"
  /// `save("x.h5")`: the model and its weights.
  case wholeModel = ".h5"
  /// `save_weights("x.h5")` of Keras 2: the layers' names and their weights.
  case listedWeights = "weights in .h5"
  /// `save_weights("x.weights.h5")`: weights by the model's structure.
  case weights = ".weights.h5"
}

/// Where a model comes from.
public struct KerasOrigin: Sendable, Equatable {
  /// The file of its weights.
  public let path: String
  /// What kind of file that is.
  public let format: KerasFormat
  /// The version of Keras that wrote it, such as `2.14.0`, if the file says so.
  public let kerasVersion: String?
  /// What says which layers the model has.
  public let description: Description

  /// What says which layers a model has.
  public enum Description: String, Sendable {
    /// The file of the weights.
    case file
    /// A file of its own, with what `model.to_json()` gives.
    case architecture
    /// Nothing: the shapes of the weights are a MobileNetV2's.
    case shapes
  }
}
