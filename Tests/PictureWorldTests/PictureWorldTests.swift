import Foundation
import Imaging
import PictureWorld
import Support
import TestSupport
import Testing

struct PictureWorldTests {
  @Test func theSameSeedGivesTheSameBytes() throws {
    for index in [0, 7, 19, 123] {
      let first = try PictureWorld(seed: 4).picture(index).jpegData()
      #expect(try PictureWorld(seed: 4).picture(index).jpegData() == first)
      #expect(try PictureWorld(seed: 5).picture(index).jpegData() != first)
    }
  }

  @Test func picturesOfAClassDiffer() throws {
    let world = PictureWorld(seed: 1)
    var seen: Set<[UInt8]> = []
    for round in 0..<10 {
      let index = 3 + round * Subject.allCases.count
      #expect(world.subject(of: index) == world.subject(of: 3))
      seen.insert(try world.picture(index).pixels)
    }
    #expect(seen.count == 10)
  }

  /// The mean colour of a class must not give it away: the classes' means lie closer together than the
  /// pictures of one class spread.
  @Test func noClassIsDecidedByItsColours() throws {
    let world = PictureWorld(seed: 9)
    let count = Subject.allCases.count
    var means = [Double](repeating: 0, count: count)
    var all: [Double] = []
    let rounds = 30
    for index in 0..<rounds * count {
      let pixels = try world.picture(index).pixels
      let mean = Double(pixels.reduce(0) { $0 + Int($1) }) / Double(pixels.count)
      means[index % count] += mean / Double(rounds)
      all.append(mean)
    }
    func deviation(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
        .squareRoot()
    }
    #expect(deviation(means) < 0.35 * deviation(all))
  }

  @Test func writtenFoldersAreSortedAndComplete() throws {
    let scratch = try ScratchFolder()
    try PictureWorld(seed: 2).write(count: 40, to: scratch.url)
    let folder = try LabelledImageFolder(scratch.url)
    #expect(folder.classes.entries.map(\.identifier) == Subject.allCases.map(\.rawValue))
    #expect(folder.images.count == 40)
    let image = try Image(contentsOf: folder.images[0].url)
    #expect(image.width == 96 && image.height == 96)
  }

  @Test("a folder that holds what the run does not write is refused, the same run can be repeated")
  func foldersOfOtherRuns() throws {
    let scratch = try ScratchFolder()
    try PictureWorld(seed: 2).write(count: 30, to: scratch.url)
    // Another seed replaces every picture, and so does a run after one that was ended.
    try PictureWorld(seed: 3).write(count: 30, to: scratch.url)
    let first = scratch.file("\(PictureWorld(seed: 3).subject(of: 0).rawValue)/000000.jpg")
    try FileManager.default.removeItem(at: first)
    try scratch.write(Data([1]), to: "star/.workbook-incomplete-1-2-3")
    try scratch.write(Data("notes".utf8), to: "README.md")
    try PictureWorld(seed: 3).write(count: 30, to: scratch.url)
    let whole = try Data(contentsOf: first)
    for (world, count, named) in [
      (PictureWorld(seed: 4), 29, "000029.jpg"),
      (PictureWorld(seed: 4, shift: .oneClass), 30, "which this run does not write"),
    ] {
      let error = #expect(throws: OutputError.self) {
        try world.write(count: count, to: scratch.url)
      }
      #expect(error?.description.contains(named) == true, "\(String(describing: error))")
    }
    #expect(try Data(contentsOf: first) == whole)
    try scratch.write(Data([1]), to: "other/picture.png")
    #expect(throws: OutputError.self) {
      try PictureWorld(seed: 3).write(count: 30, to: scratch.url)
    }
  }

  @Test func shiftsShift() throws {
    func mean(_ shift: PictureShift) throws -> Double {
      var sum = 0.0
      for index in 0..<40 {
        let pixels = try PictureWorld(seed: 3, shift: shift).picture(index).pixels
        sum += Double(pixels.reduce(0) { $0 + Int($1) }) / Double(pixels.count)
      }
      return sum / 40
    }
    #expect(try mean(.darker) < 0.5 * mean(.none))
    #expect(PictureWorld(seed: 1, shift: .oneClass).subject(of: 7) == .star)
    let red = try PictureWorld(seed: 3, shift: .otherColours).picture(1).pixels
    #expect(try PictureWorld(seed: 3).picture(1).pixels != red)
  }
}
