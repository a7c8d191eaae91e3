import Export
import Foundation
import IntegerNetwork
import Testing

struct TFLiteFileTests {
  private func network() throws -> IntegerNetwork { try .small(.liteRT) }

  /// Follows a file's offsets as its readers do.
  private struct Reader {
    let bytes: [UInt8]

    func number(_ place: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    func target(_ place: Int) -> Int { place + number(place) }

    /// Where a table's field lies, or `nil` when it has none.
    func field(_ slot: Int, of table: Int) -> Int? {
      let places = table - Int(Int32(truncatingIfNeeded: number(table)))
      guard 4 + 2 * slot < Int(bytes[places]) | Int(bytes[places + 1]) << 8 else { return nil }
      let offset = Int(bytes[places + 4 + 2 * slot]) | Int(bytes[places + 5 + 2 * slot]) << 8
      return offset == 0 ? nil : table + offset
    }

    func text(_ place: Int) -> String {
      let start = target(place)
      return String(decoding: bytes[start + 4..<start + 4 + number(start)], as: UTF8.self)
    }
  }

  @Test func theFileNamesEveryLayer() throws {
    let network = try network()
    let data = try tfliteFile(of: network, numbers: .float, description: "made by a test")
    let reader = Reader(bytes: Array(data))
    #expect(Array(data[4..<8]) == Array("TFL3".utf8))
    let model = reader.target(0)
    #expect(reader.number(try #require(reader.field(0, of: model))) == 3)
    #expect(reader.text(try #require(reader.field(3, of: model))) == "made by a test")
    let graphs = reader.target(try #require(reader.field(2, of: model)))
    #expect(reader.number(graphs) == 1)
    let tensors = reader.target(
      try #require(reader.field(0, of: reader.target(graphs + 4))))
    let names = try (0..<reader.number(tensors)).map { index in
      let tensor = reader.target(tensors + 4 + 4 * index)
      return reader.text(try #require(reader.field(3, of: tensor)))
    }
    #expect(Set(names).count == names.count)
    #expect(Set(network.layers.map(\.name)).isSubset(of: names))
  }

  /// The numbers of a buffer begin where a runtime may read them, and the kernels are all there.
  @Test func buffersAreAligned() throws {
    let network = try network()
    let reader = Reader(bytes: Array(try tfliteFile(of: network, numbers: .int8, description: "")))
    let buffers = reader.target(try #require(reader.field(4, of: reader.target(0))))
    var bytes = 0
    for index in 0..<reader.number(buffers) {
      guard let data = reader.field(0, of: reader.target(buffers + 4 + 4 * index)) else { continue }
      #expect((reader.target(data) + 4).isMultiple(of: 16))
      bytes += reader.number(reader.target(data))
    }
    let kernels = network.layers.reduce(0) { count, layer in
      if case .convolution(let layer) = layer.operation {
        count + layer.kernel.count
      } else {
        count
      }
    }
    #expect(bytes > kernels && kernels > 1000)
  }

  @Test func theSameNetworkGivesTheSameBytes() throws {
    let network = try network()
    let files = try (0..<2).map { _ in
      try tfliteFile(of: network, numbers: .uint8, description: "")
    }
    #expect(files[0] == files[1])
  }
}
