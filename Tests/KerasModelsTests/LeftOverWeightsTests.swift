import Foundation
import HDF5Writer
import TestSupport
import Testing

@testable import KerasModels

/// Weights in a `.weights.h5` file that the description knows nothing of.
struct LeftOverWeightsTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  /// Reads a small model whose weights lie in groups, with others beside them.
  private func read(_ addOthers: (Int64) -> Void) throws -> KerasModel {
    let model = KerasModelFile()
    let url = scratch.file("model.weights.h5")
    let file = hdf5_writer_open(url.path)
    for (group, layer) in [
      ("conv2d", "stem"), ("batch_normalization", "stem_norm"), ("dense", "answer"),
    ] {
      for (number, weight) in model[layer].weights.enumerated() {
        let extents = weight.tensor.shape.dimensions.map(Int64.init)
        hdf5_writer_floats(
          file, "layers/\(group)/vars/\(number)", weight.tensor.values, Int32(extents.count),
          extents)
      }
    }
    addOthers(file)
    hdf5_writer_close(file)
    try scratch.write(Data(model.json.utf8), to: "model.json")
    return try KerasModel(contentsOf: url, architecture: scratch.file("model.json"))
  }

  @Test(
    "numbers of a layer that the description lacks are refused",
    arguments: [
      // A layer behind the last one; a layer that has no weights; parts of a layer; a model and its layers.
      "layers/dense_1/vars/0", "layers/re_lu/vars/0", "layers/attention/query_dense/vars/0",
      "layers/functional/layers/conv2d/vars/0", "layers/dense/layers/dense/vars/0",
    ])
  func leftOver(path: String) {
    #expect {
      _ = try read { hdf5_writer_floats($0, path, [1, 2], 1, [2]) }
    } throws: { error in
      guard case KerasModelError.weightDoesNotFit(_, let reason) = error else { return false }
      return reason.contains("/\(path) for a layer that the description does not have")
    }
  }

  @Test("what Keras writes beside the layers' weights is no weight that is left over")
  func others() throws {
    let model = try read { file in
      hdf5_writer_floats(file, "optimizer/vars/1", [1, 2], 1, [2])
      hdf5_writer_floats(file, "metrics/mean/vars/0", [1], 1, [1])
      hdf5_writer_floats(file, "_metrics/mean/vars/0", [1], 1, [1])
      hdf5_writer_group(file, "layers/input_layer/vars")
      hdf5_writer_group(file, "layers/flatten/vars")
      hdf5_writer_floats(file, "layers/re_lu/optimizer/vars/0", [1], 1, [1])
      hdf5_writer_numbers(
        file, "layers/dropout/seed_generator/vars/0", [1, 2], 1, [2], HDF5WriterInt64BigEndian, nil,
        0)
    }
    #expect(model.model.layers.count == 6)
  }

  /// All paths of a long chain take the square of its length.
  @Test("groups deep within one another are refused")
  func chains() throws {
    func reason(_ depth: Int) throws -> String? {
      let path = "layers/mine" + String(repeating: "/g", count: depth)
      do {
        _ = try read { hdf5_writer_group($0, path) }
        return nil
      } catch KerasModelError.weightDoesNotFit(_, let reason) { return reason }
    }
    #expect(try reason(60) == nil)
    let found = try reason(100)
    #expect(found?.contains("groups within groups") == true, "\(found ?? "")")
  }

  @Test("groups that hold themselves are refused and not followed without end")
  func loops() {
    #expect(throws: KerasModelError.self) {
      _ = try read { file in
        hdf5_writer_group(file, "layers/loop")
        hdf5_writer_soft_link(file, "layers/loop/again", "/layers/loop")
      }
    }
  }
}
