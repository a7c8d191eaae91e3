import Foundation
import HDF5Reader
import HDF5Writer
import ImageNet
import Imaging
import KerasModels
import Support
import TargetPlatform
import TestSupport
import Testing

/// A kind of file that the workbook reads: how to make good ones, and how they are read.
struct InputKind: Sendable, CustomTestStringConvertible {
  let name: String
  /// How many mutated files the short run tries.
  let shortCount: Int
  /// Good files to begin with.
  let originals: @Sendable (ScratchFolder) throws -> [Data]
  /// Changes a good file.
  var changed: @Sendable (_ random: inout Mutator, _ file: [UInt8]) -> [UInt8] = { $0.changed($1) }
  /// Makes the checksums of a changed file right again, so that changes reach what lies behind them.
  var repaired: @Sendable ([UInt8]) -> [UInt8] = { $0 }
  /// Reads a file; every error must be one that tells of bad data.
  let read: @Sendable (URL) throws -> Void

  var testDescription: String { name }

  static let all = [
    kerasFiles, kerasArchives, descriptions, structures, weights, hdf5Files, jpeg, png,
    otherPictures,
    platforms, classLists, metaFiles, kits, images,
  ]

  private static func fixtures(_ suffixes: String...) throws -> [Data] {
    let folder = ReferenceFolder.packageRoot.appendingPathComponent("Tests/ImagingTests/Fixtures")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { name in suffixes.contains(where: name.hasSuffix) }
      .map { try Data(contentsOf: folder.appendingPathComponent($0)) }
  }

  private static let kerasFiles = InputKind(
    name: "Keras files", shortCount: 60,
    originals: { scratch in
      let network = SyntheticNetwork()
      network.write(to: scratch.file("weights.h5"))
      network.write(
        to: scratch.file("whole.h5"),
        modelConfig: network.architecture.json)
      return try ["weights.h5", "whole.h5"].map { try Data(contentsOf: scratch.file($0)) }
    },
    read: { _ = try KerasModel(contentsOf: $0) })

  private static let kerasArchives = InputKind(
    name: "Keras archives", shortCount: 300,
    originals: { [try DescribedNetwork.archive($0)] },
    repaired: { withRightEntryChecksums($0) },
    read: { try DescribedNetwork.compute(try KerasModel(contentsOf: $0).model) })

  private static let descriptions = InputKind(
    name: "descriptions of models", shortCount: 300,
    originals: { _ in [Data(DescribedNetwork.branched.json.utf8)] },
    changed: { random, file in
      random.below(4) == 0 ? random.changed(file) : random.changedText(file)
    },
    read: { try DescribedNetwork.read(description: $0) })

  private static let structures = InputKind(
    name: "structures of models", shortCount: 600,
    originals: { _ in [Data(DescribedNetwork.branched.json.utf8)] },
    changed: { random, file in
      var mutator = JSONMutator(random)
      return mutator.changed(file)
    },
    read: { try DescribedNetwork.read(description: $0) })

  /// The numbers of all weights one behind the other: extreme ones reach calibration, every search, the network in
  /// integers and its files.
  private static let weights = InputKind(
    name: "numbers of weights", shortCount: 100,
    originals: { _ in DescribedNetwork.networks.map(DescribedNetwork.numbers) },
    changed: { $0.changedNumbers($1) },
    read: { url in
      let file = url.deletingLastPathComponent().appendingPathComponent("numbers.h5")
      DescribedNetwork.write(numbers: try Data(contentsOf: url), to: file)
      try DescribedNetwork.compute(KerasModel(contentsOf: file).model)
    })

  /// Small files, so that nearly every change hits their structure.
  private static let hdf5Files = InputKind(
    name: "HDF5 files", shortCount: 1500,
    originals: { scratch in
      let file = hdf5_writer_open(scratch.file("small.h5").path)
      hdf5_writer_strings(file, "/", "layer_names", "onetwo", 2, 3)
      let texts = [strdup("one"), strdup("three")]
      hdf5_writer_variable_strings(file, "/", "model_config", texts.map { UnsafePointer($0) }, 2)
      texts.forEach { free($0) }
      hdf5_writer_floats(file, "one/kernel", [1, 2, 3, 4, 5, 6], 2, [2, 3])
      let values = (0..<60).map(Double.init)
      for packing in [0, 7] {
        hdf5_writer_numbers(
          file, "two/packed\(packing)", values, 2, [6, 10], HDF5WriterFloat64, [4, 4],
          Int32(packing))
      }
      hdf5_writer_soft_link(file, "link", "/one/kernel")
      hdf5_writer_close(file)
      return [try Data(contentsOf: scratch.file("small.h5"))]
    },
    read: { url in
      do {
        let file = try HDF5File(path: url.path)
        for attribute in ["layer_names", "model_config"] {
          _ = try file.strings(attribute: attribute, of: "/")
        }
        // Groups may hold one another in circles.
        var (open, seen) = ([""], 0)
        while let path = open.popLast(), seen < 200 {
          for name in try file.names(in: path.isEmpty ? "/" : path) {
            seen += 1
            open.append(path + "/" + name)
          }
        }
        for dataset in ["one/kernel", "two/packed0", "two/packed7", "link"] {
          _ = try file.shape(of: dataset)
          _ = try file.floats(dataset)
        }
      } catch let error as HDF5Error {
        throw KerasModelError(error, path: url.path)
      }
    })

  private static let jpeg = InputKind(
    name: "JPEG", shortCount: 1500, originals: { _ in try fixtures(".jpg") },
    read: { _ = try Image(contentsOf: $0) })

  private static let png = InputKind(
    name: "PNG", shortCount: 1500, originals: { _ in try fixtures(".png") },
    repaired: { PNGChunks.withRightChecksums($0) },
    read: { _ = try Image(contentsOf: $0) })

  private static let otherPictures = InputKind(
    name: "BMP and GIF", shortCount: 1500, originals: { _ in try fixtures(".bmp", ".gif") },
    read: { _ = try Image(contentsOf: $0) })

  private static let platforms = InputKind(
    name: "target platforms", shortCount: 300,
    originals: { _ in [Data(TargetPlatformCapabilities.mctDefault.json.text(indent: 2).utf8)] },
    changed: { random, file in
      // Keys that the schema lacks are refused: bytes alone would change one nearly always.
      switch random.below(3) {
      case 0: return random.changed(file)
      case 1: return random.changedText(file)
      default:
        var mutator = JSONMutator(random)
        return mutator.changed(file)
      }
    },
    read: { _ = try TargetPlatformCapabilities(contentsOf: $0) })

  private static let classLists = InputKind(
    name: "class lists", shortCount: 1000,
    originals: { _ in
      [Data("index,wnid,label\n0,n01440764,tench\n1,n01443537,\"gold, fish\"\n2,x,é\n".utf8)]
    },
    read: { _ = try ClassList(contentsOf: $0) })

  private static let structs: [[MatlabWriter.Field]] = [
    [.number(1), .text("n00000001"), .text("tench, Tinca"), .empty],
    [.number(2, isInteger: true), .text("n00000002"), .text(""), .number(0.5)],
  ]

  private static func kit(_ meta: Data) -> Data {
    var tar = TarFile()
    tar.add("kit/data/meta.mat", meta)
    tar.add("kit/data/ILSVRC2012_validation_ground_truth.txt", Array("1\n2\n1\n".utf8))
    return tar.data
  }

  private static var meta: Data {
    MatlabWriter.file(
      fields: ["ILSVRC2012_ID", "WNID", "words", "children"], structs: structs)
  }

  private static let metaFiles = InputKind(
    name: "meta.mat", shortCount: 1500, originals: { _ in [meta] },
    read: { url in
      let folder = url.deletingLastPathComponent()
      let file = folder.appendingPathComponent("kit.tar")
      // Of an empty file `Data(contentsOf:)` leaks a block, which the sanitizer tells.
      try kit(RegularFile.contents(path: url.path, limit: 1 << 20)).write(to: file)
      _ = try DevelopmentKit(contentsOf: file)
    })

  private static let kits = InputKind(
    name: "development kits", shortCount: 700, originals: { _ in [kit(meta)] },
    read: { _ = try DevelopmentKit(contentsOf: $0) })

  private static let images = InputKind(
    name: "archives of images", shortCount: 300,
    originals: { _ in
      var tar = TarFile()
      for number in 1...3 {
        tar.add("ILSVRC2012_val_0000000\(number).JPEG", [0xFF, 0xD8, 0xFF, UInt8(number)])
      }
      return [tar.data]
    },
    read: { url in
      let folder = url.deletingLastPathComponent()
      let file = folder.appendingPathComponent("good.tar")
      if !FileManager.default.fileExists(atPath: file.path) { try kit(meta).write(to: file) }
      let output = folder.appendingPathComponent("laid-out")
      _ = try prepareImageNet(devkit: file, images: url, output: output)
      // Nothing lies beside the class folders.
      for name in try FileManager.default.contentsOfDirectory(atPath: output.path)
      where !["n00000001", "n00000002"].contains(name) {
        throw WrittenElsewhere(name: name)
      }
    })

  struct WrittenElsewhere: Error { let name: String }
}
