import Support

// What other programs save, told apart by how it begins, so that an error can say what was given.

extension KerasModelError {
  /// What a file is that is not Keras's, judged by its first bytes.
  static func kind(_ start: [UInt8]) -> String {
    if start.isEmpty { return "an empty file" }
    if start.count >= 8, start[4..<8].elementsEqual("TFL3".utf8) {
      return "a TensorFlow Lite model"
    }
    if start.starts(with: [0x80]), start.count > 1, (2...5).contains(start[1]) {
      return "a Python pickle, as older PyTorch files are"
    }
    if start.count >= 3, start[0] == 0x08 {
      // The first fields of a protocol buffer: a version, then a string or a message.
      if start[1] == 1, start[2] == 0x12 { return "the file saved_model.pb of a SavedModel" }
      if (3...20).contains(start[1]), [0x12, 0x1A, 0x22, 0x3A, 0x42].contains(start[2]) {
        return "an ONNX model, it seems"
      }
    }
    if start.starts(with: "model_ch".utf8)
      || (start.count >= 6 && start[0..<2] == [0, 0] && start[3..<6] == [8, 1, 0x1A])
    {
      return "a part of a TensorFlow checkpoint"
    }
    if start.first == UInt8(ascii: "<") { return "an HTML or XML page" }
    if start.first == UInt8(ascii: "{") {
      return "a JSON text (a description of a model goes with --architecture)"
    }
    return "something that begins with the bytes "
      + hexadecimal(start, separator: " ")
  }

  /// What a zip archive is that has no `config.json`.
  static func kind(ofArchive names: [String]) -> String {
    let files = names.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    if files.contains("data.pkl") { return "a PyTorch model" }
    if files.contains("saved_model.pb") { return "a zipped SavedModel of TensorFlow" }
    if let inner = names.first(where: { name in
      [".keras", ".h5", ".hdf5"].contains { name.hasSuffix($0) }
    }) {
      return "a zip archive around \(inner.prefix(80)), to be unpacked first"
    }
    if files.contains("config.json") {
      return "a Keras archive that was unpacked and zipped again with the folder around it"
    }
    return "a zip archive that does not hold a Keras model"
  }
}
