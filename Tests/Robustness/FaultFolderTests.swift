import Foundation
import ImageNet
import Imaging
import KerasModels
import Support
import TestSupport
import Testing
import WorkbookKit

private enum FaultFolder {
  static let url = ReferenceFolder.url.appendingPathComponent("faults")
  static let isPresent = FileState(url.path) != nil

  static func files(_ folders: String..., ending: String = "") -> [URL] {
    folders.flatMap { name -> [URL] in
      let folder = url.appendingPathComponent(name)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().filter { $0.hasSuffix(ending) }.map(folder.appendingPathComponent)
    }
  }
}

/// Small files on which something went wrong once, which are not part of this project.
@Suite(
  .enabled(if: FaultFolder.isPresent, "the folder faults/ is not beside the reference data"))
struct FaultFolderTests {
  /// Reads a file: it must be refused as bad data, in less than ten seconds.
  private func expectRefusal(_ url: URL, _ read: () throws -> Void) {
    let start = ContinuousClock.now
    do {
      try read()
      Issue.record("\(url.lastPathComponent) was taken")
    } catch {
      let text = oneLine("\(error)")
      #expect(ExitStatus(error) == .badData, "\(url.lastPathComponent): \(text)")
    }
    #expect(ContinuousClock.now - start < .seconds(10), "\(url.lastPathComponent)")
  }

  @Test func kerasFiles() {
    for url in FaultFolder.files("h5", "h5-more") {
      expectRefusal(url) { _ = try KerasModel(contentsOf: url) }
    }
  }

  @Test func pictures() {
    for url in FaultFolder.files("img", "img-raw", "img-more") {
      expectRefusal(url) { _ = try Image(contentsOf: url) }
    }
  }

  @Test func developmentKits() throws {
    let names = try #require(FaultFolder.files("archive", ending: "ok-img.tar").first)
    for url in FaultFolder.files("archive", "mat", "kit-raw")
    where !url.lastPathComponent.hasSuffix("-img.tar") {
      let scratch = try ScratchFolder()
      let output = scratch.file("a/b")
      func prepare() throws {
        _ = try prepareImageNet(devkit: url, images: names, output: output)
      }
      if url.lastPathComponent.hasPrefix("good") {
        #expect(throws: Never.self) { try prepare() }
      } else {
        expectRefusal(url, prepare)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: scratch.url.path).isEmpty)
      }
    }
  }

  @Test func rawMetaFiles() throws {
    for url in FaultFolder.files("mat-raw") {
      let scratch = try ScratchFolder()
      var kit = TarFile()
      kit.add("kit/data/meta.mat", try Data(contentsOf: url))
      kit.add("kit/data/ILSVRC2012_validation_ground_truth.txt", Array("1\n".utf8))
      try scratch.write(kit.data, to: "kit.tar")
      expectRefusal(url) { _ = try DevelopmentKit(contentsOf: scratch.file("kit.tar")) }
    }
  }

  @Test func archivesOfImages() throws {
    let kit = try #require(FaultFolder.files("archive", ending: "good-kit.tar.gz").first)
    for url in FaultFolder.files("archive", ending: "-img.tar") {
      let scratch = try ScratchFolder()
      let output = scratch.file("a/b")
      func prepare() throws {
        _ = try prepareImageNet(devkit: kit, images: url, output: output)
      }
      if ["ok", "dup"].contains(where: url.lastPathComponent.hasPrefix) {
        #expect(throws: Never.self) { try prepare() }
      } else {
        expectRefusal(url, prepare)
      }
    }
  }
}
