import Foundation
import ImageCodecs

extension PictureReader {
  /// Decodes the first frame of a GIF file as TensorFlow does: on a canvas as wide and high as the widest
  /// and highest frame, black where the frame does not reach and where it is transparent.
  ///
  /// - Source: TensorFlow, `core/lib/gif/gif_io.cc`.
  static func decodeGIF(_ data: Data, name: String, into receiver: any PictureRowReceiver) throws {
    try FileBytes.of(data) { try decodeGIF($0, name: name, into: receiver) }
  }

  private static func decodeGIF(
    _ bytes: FileBytes, name: String, into receiver: any PictureRowReceiver
  ) throws {
    do {
      let file = try GIFFile(bytes)
      let frame = file.first
      let (width, height) = (file.width, file.height)
      guard width * height <= Int(ImageCodecsMaximumBytes),
        frame.width * frame.height <= Int(ImageCodecsMaximumBytes)
      else { throw ImageError.tooLarge(path: name, format: "GIF", width: width, height: height) }
      let indices = try file.unpacked(frame)
      let rows = frame.packedRows
      if let index = indices.max(), frame.colors.count <= 3 * Int(index),
        indices.contains(where: { $0 != frame.transparent && 3 * Int($0) >= frame.colors.count })
      {
        throw GIFFile.Failure(reason: "it uses a colour that it does not have")
      }
      receiver.begin(width: width, height: height)
      for row in 0..<height {
        var line = [UInt8](repeating: 0, count: width * 3)
        let y = row - frame.top
        if (0..<frame.height).contains(y) {
          for x in 0..<min(frame.width, max(0, width - frame.left)) {
            let index = indices[rows[y] * frame.width + x]
            if index == frame.transparent { continue }
            for channel in 0..<3 {
              line[(frame.left + x) * 3 + channel] = frame.colors[3 * Int(index) + channel]
            }
          }
        }
        line.withUnsafeBufferPointer { line in
          if let base = line.baseAddress { receiver.receive(row: row, pixels: base) }
        }
      }
    } catch let failure as GIFFile.Failure {
      throw ImageError.damaged(path: name, format: "GIF", reason: failure.reason)
    }
  }
}

/// The structure of a GIF file.
///
/// - Source: CompuServe, “Graphics Interchange Format”, version 89a.
private struct GIFFile {
  /// Why a file cannot be read.
  struct Failure: Error {
    let reason: String
    static let cutOff = Failure(reason: "the file ends early")
  }

  /// One picture of the file.
  struct Frame {
    var left = 0
    var top = 0
    var width = 0
    var height = 0
    var isInterlaced = false
    /// Three bytes a colour.
    var colors: [UInt8] = []
    var transparent: UInt8?
    /// Where its packed pixels begin.
    var data = 0

    /// For every row from the top, which row of the file it is.
    var packedRows: [Int] {
      guard isInterlaced else { return Array(0..<height) }
      var rows = [Int](repeating: 0, count: height)
      var packed = 0
      for (start, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
        for row in stride(from: start, to: height, by: step) {
          rows[row] = packed
          packed += 1
        }
      }
      return rows
    }
  }

  private let bytes: FileBytes
  private(set) var first = Frame()
  /// The extents of the widest and of the highest frame.
  private(set) var width = 0
  private(set) var height = 0

  init(_ bytes: FileBytes) throws {
    self.bytes = bytes
    var position = 13
    guard bytes.count >= position else { throw Failure.cutOff }
    let general = try colors(flags: bytes[10], at: &position)
    var transparent: UInt8?
    var frames = 0
    // What is wrong behind the first frame ends the file.
    do {
      while true {
        guard let kind = byte(position) else { throw Failure.cutOff }
        position += 1
        if kind == 0x3B { break }
        switch kind {
        case 0x21:
          if byte(position) == 0xF9, byte(position + 1) == 4, let flags = byte(position + 2) {
            transparent = flags & 1 != 0 ? byte(position + 5) : nil
          }
          position += 1
          try skipBlocks(&position)
        case 0x2C:
          let frame = try self.frame(at: &position, general, transparent)
          transparent = nil
          frames += 1
          if frames == 1 { first = frame }
          width = max(width, frame.width)
          height = max(height, frame.height)
          guard frame.width > 0, frame.height > 0 else {
            frames = 0
            throw Failure(reason: "a frame of it is empty")
          }
          position += 1
          try skipBlocks(&position)
        default: throw Failure(reason: "it holds a block of unknown kind")
        }
      }
    } catch let failure as Failure {
      if frames == 0 { throw failure }
    }
    guard frames > 0 else { throw Failure(reason: "it has no picture") }
    guard !first.colors.isEmpty else { throw Failure(reason: "it has no colours") }
  }

  private func byte(_ position: Int) -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private func colors(flags: UInt8, at position: inout Int) throws -> [UInt8] {
    guard flags & 0x80 != 0 else { return [] }
    let count = 3 << (Int(flags & 7) + 1)
    guard position + count <= bytes.count else { throw Failure.cutOff }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private func frame(
    at position: inout Int, _ general: [UInt8], _ transparent: UInt8?
  ) throws -> Frame {
    guard position + 9 <= bytes.count else { throw Failure.cutOff }
    let numbers = (0..<4).map {
      Int(bytes[position + 2 * $0]) | Int(bytes[position + 2 * $0 + 1]) << 8
    }
    let flags = bytes[position + 8]
    position += 9
    let own = try colors(flags: flags, at: &position)
    return Frame(
      left: numbers[0], top: numbers[1], width: numbers[2], height: numbers[3],
      isInterlaced: flags & 0x40 != 0, colors: own.isEmpty ? general : own,
      transparent: transparent, data: position)
  }

  private func skipBlocks(_ position: inout Int) throws {
    while true {
      guard let count = byte(position) else { throw Failure.cutOff }
      position += 1 + Int(count)
      if count == 0 { return }
    }
  }

  /// The colour indices of a frame in the order of the file: undoes LZW.
  func unpacked(_ frame: Frame) throws -> [UInt8] {
    let damaged = Failure(reason: "its pixels cannot be unpacked")
    guard let minimum = byte(frame.data).map(Int.init), (1...8).contains(minimum) else {
      throw damaged
    }
    let count = frame.width * frame.height
    let (clear, end) = (1 << minimum, 1 << minimum + 1)
    var codes = CodeReader(bytes: bytes, position: frame.data + 1)
    // Every code stands for the codes' pixels before it and one more.
    var prefix = [Int](repeating: 0, count: 4096)
    var suffix = [UInt8](repeating: 0, count: 4096)
    var (next, width) = (end + 1, minimum + 1)
    var previous: Int?
    var result: [UInt8] = []
    // Room for the last string too, so that the pixels are in memory once.
    result.reserveCapacity(count + 4097)
    var string: [UInt8] = []
    while result.count < count {
      guard let code = codes.next(width) else { throw Failure.cutOff }
      if code == clear {
        (next, width, previous) = (end + 1, minimum + 1, nil)
        continue
      }
      guard code != end, code < next || (code == next && previous != nil && next < 4096) else {
        throw damaged
      }
      string.removeAll(keepingCapacity: true)
      // A code that is just being defined begins with the one before it.
      var rest = code == next ? previous ?? 0 : code
      while rest > end {
        string.append(suffix[rest])
        rest = prefix[rest]
      }
      let start = UInt8(truncatingIfNeeded: rest)
      string.append(start)
      result.append(contentsOf: string.reversed())
      if code == next { result.append(start) }
      if let previous, next < 4096 {
        prefix[next] = previous
        suffix[next] = start
        next += 1
        if next == 1 << width, width < 12 { width += 1 }
      }
      previous = code
    }
    result.removeLast(result.count - count)
    return result
  }

  /// Reads codes of some bits out of blocks of at most 255 bytes.
  private struct CodeReader {
    let bytes: FileBytes
    var position: Int
    private var left = 0
    private var bits = 0
    private var bitCount = 0

    init(bytes: FileBytes, position: Int) {
      self.bytes = bytes
      self.position = position
    }

    mutating func next(_ width: Int) -> Int? {
      while bitCount < width {
        if left == 0 {
          guard position < bytes.count, bytes[position] > 0 else { return nil }
          left = Int(bytes[position])
          position += 1
        }
        guard position < bytes.count else { return nil }
        bits |= Int(bytes[position]) << bitCount
        bitCount += 8
        position += 1
        left -= 1
      }
      defer {
        bits >>= width
        bitCount -= width
      }
      return bits & (1 << width - 1)
    }
  }
}
