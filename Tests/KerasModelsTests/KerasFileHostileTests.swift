import Foundation
import HDF5Writer
import Support
import TestSupport
import Testing

@testable import KerasModels

/// Files that two programs may read in two ways, or that make much work of few bytes.
struct KerasFileHostileTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func isDamaged(_ archive: Data) throws -> Bool {
    try scratch.write(archive, to: "model.keras")
    do {
      _ = try KerasModel(contentsOf: scratch.file("model.keras"))
      return false
    } catch KerasModelError.damaged { return true }
  }

  @Test("a zip archive in which programs may find two models is refused")
  func archives() throws {
    let file = KerasModelFile()
    file.write(to: scratch.file("weights.h5"), description: nil)
    let weights = try Data(contentsOf: scratch.file("weights.h5"))
    let config = Data(file.json.utf8)
    let good = zipArchive([("config.json", config), ("model.weights.h5", weights)])
    #expect(try !isDamaged(good))
    let end = good.count - 22
    // Fewer entries than the directory has.
    var fewer = zipArchive([
      ("config.json", config), ("model.weights.h5", weights), ("config.json", config),
    ])
    fewer[fewer.count - 14] = 2
    fewer[fewer.count - 12] = 2
    #expect(try isDamaged(fewer))
    // Something behind the end that is not its comment, and then is.
    var commented = good + Data("PK".utf8)
    #expect(try isDamaged(commented))
    commented[end + 20] = 2
    #expect(try !isDamaged(commented))
    // A second directory before the end, which is not where the end says.
    var between = good
    between.insert(contentsOf: Data(repeating: 0, count: 46), at: end)
    #expect(try isDamaged(between))
    // Another name where the entry lies.
    var renamed = good
    renamed[30] = UInt8(ascii: "x")
    #expect(try isDamaged(renamed))
  }

  @Test("a model_config that is no text does not count as none")
  func noText() {
    let file = KerasModelFile()
    let url = scratch.file("model.h5")
    file.write(to: url, description: nil)
    var bytes = (try? Data(contentsOf: url)) ?? Data()
    // An attribute of texts gets the name.
    if let range = bytes.range(of: Data("keras_version".utf8)) {
      bytes.replaceSubrange(range, with: Data("model_config\0".utf8))
    }
    // Its type: a text of fixed length, of class 3 and version 1, becomes an opaque one.
    if let range = bytes.range(of: Data([0x13, 0, 0, 0, 6, 0, 0, 0])) {
      bytes[range.lowerBound] = 0x15
    }
    try? bytes.write(to: url)
    #expect {
      _ = try KerasModel(contentsOf: url)
    } throws: { error in
      guard case KerasModelError.damaged(_, let reason) = error else { return false }
      return reason.contains("model_config")
    }
  }

  @Test("lists of names that are longer than any model's, or hold one twice, are refused")
  func names() throws {
    for names in [["a", "a"], (0...10_000).map { "layer\($0)" }] {
      let url = scratch.file("listed.h5")
      let file = hdf5_writer_open(url.path)
      // In pieces, as Keras writes long lists.
      let pieces = stride(from: 0, to: names.count, by: 2000).map {
        names[$0..<min($0 + 2000, names.count)]
      }
      for (number, piece) in pieces.enumerated() {
        let bytes = piece.flatMap { name in
          name.utf8.map { CChar(bitPattern: $0) }
            + [CChar](repeating: 0, count: 12 - name.utf8.count)
        }
        hdf5_writer_strings(file, "/", "layer_names\(number)", bytes, piece.count, 12)
      }
      hdf5_writer_group(file, "a")
      hdf5_writer_close(file)
      #expect {
        _ = try KerasModel(contentsOf: url)
      } throws: { error in
        guard case KerasModelError.damaged(_, let reason) = error else { return false }
        return reason.contains("lists the weights of")
      }
    }
  }

  @Test("lists within lists are looked at once, and to a depth")
  func deepArguments() throws {
    let numbers = (0..<100_000).map { _ in "1" }.joined(separator: ",")
    for depth in [1, 60, 100] {
      let open = String(repeating: "[", count: depth)
      let close = String(repeating: "]", count: depth)
      let text = #"{"args": [\#(open)\#(numbers), "x"\#(close)], "kwargs": {}}"#
      let node = try JSONValue(parsing: Array(text.utf8))
      let start = ContinuousClock.now
      #expect(throws: KerasModelError.Finding.self) {
        _ = try KerasCall(node, of: "layer", className: "Flatten")
      }
      #expect(ContinuousClock.now - start < .seconds(3))
    }
  }

  @Test("one dataset is not two weights")
  func shared() throws {
    var model = KerasModelFile()
    model["answer"].config = #""units": 4, "use_bias": true"#
    model["answer"].weights = []
    let url = scratch.file("model.weights.h5")
    let file = hdf5_writer_open(url.path)
    for (group, layer) in [("conv2d", "stem"), ("batch_normalization", "stem_norm")] {
      for (number, weight) in model[layer].weights.enumerated() {
        let extents = weight.tensor.shape.dimensions.map(Int64.init)
        hdf5_writer_floats(
          file, "layers/\(group)/vars/\(number)", weight.tensor.values, Int32(extents.count),
          extents)
      }
    }
    hdf5_writer_floats(
      file, "layers/dense/vars/0", [Float](repeating: 1, count: 16), 2, [4, 4])
    hdf5_writer_soft_link(file, "layers/dense/vars/1", "/layers/batch_normalization/vars/0")
    hdf5_writer_close(file)
    try scratch.write(Data(model.json.utf8), to: "model.json")
    #expect {
      _ = try KerasModel(contentsOf: url, architecture: scratch.file("model.json"))
    } throws: { error in
      guard case KerasModelError.weightDoesNotFit(_, let reason) = error else { return false }
      return reason.contains("/layers/dense/vars/1")
    }
  }
}
