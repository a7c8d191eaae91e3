import Foundation

/// Small stand-ins for ImageNet's archives: a tar file, and in the kit a MATLAB file with the classes.
public struct Archives {
  /// What the kit holds, by path, in order.
  public var kit: [(path: String, content: Data)] = []
  /// What the archive of images holds.
  public var images: [(path: String, content: Data)] = []

  /// Three images of the classes 2, 3, 2; the WordNet ids are not in the order of the classes.
  public static var small: Archives {
    Archives(
      kit: [
        ("kit/data/meta.mat", meta([(1, "n00000009"), (2, "n00000004"), (3, "n00000007")])),
        ("kit/data/ILSVRC2012_validation_ground_truth.txt", Data("2\n3\n2\n".utf8)),
      ],
      images: (1...3).map { ("ILSVRC2012_val_0000000\($0).JPEG", picture($0)) })
  }

  /// What begins as a JPEG file does; nothing of ImageNet's archives is decoded.
  public static func picture(_ number: Int) -> Data {
    Data([0xFF, 0xD8, 0xFF, 0xE0]) + Data("picture \(number)".utf8)
  }

  /// Writes both into a folder.
  public func write(to scratch: ScratchFolder) throws -> (kit: URL, images: URL) {
    try scratch.write(Self.tar(kit), to: "kit.tar")
    try scratch.write(Self.tar(images), to: "images.tar")
    return (scratch.file("kit.tar"), scratch.file("images.tar"))
  }

  // MARK: the format of tar

  /// Files as an archive.
  public static func tar(_ files: [(path: String, content: Data)]) -> Data {
    var archive = Data()
    for (path, content) in files {
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at position: Int) {
        for (index, byte) in text.utf8.enumerated() { header[position + index] = byte }
      }
      func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.count) + text
      }
      put(path, at: 0)
      put("0000644", at: 100)
      put("0000000", at: 108)
      put("0000000", at: 116)
      put(octal(content.count, digits: 11), at: 124)
      put("00000000000", at: 136)
      put("        ", at: 148)
      put("0", at: 156)
      put("ustar", at: 257)
      put("00", at: 263)
      put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6), at: 148)
      header[154] = 0
      archive += header + content
      archive += Data(repeating: 0, count: (512 - content.count % 512) % 512)
    }
    return archive + Data(repeating: 0, count: 1024)
  }

  // MARK: the format of MATLAB 5

  /// A struct array called `synsets` with the fields `ILSVRC2012_ID` and `WNID`.
  public static func meta(_ synsets: [(number: Double, identifier: String)]) -> Data {
    let names = ["ILSVRC2012_ID", "WNID"].map { name in
      Data(name.utf8) + Data(repeating: 0, count: 32 - name.utf8.count)
    }
    var content = array(class: 2, dimensions: [synsets.count, 1], name: "synsets")
    // Names of 32 bytes: the length stands inside the tag.
    content += bytes(of: UInt32(5 | 4 << 16)) + bytes(of: UInt32(32))
    content += element(1, names.reduce(Data(), +))
    for (number, identifier) in synsets {
      content += element(
        14, array(class: 6, dimensions: [1, 1], name: "") + element(9, bytes(of: number)))
      content += element(
        14,
        array(class: 4, dimensions: [1, identifier.utf8.count], name: "")
          + element(4, identifier.utf16.reduce(Data()) { $0 + bytes(of: $1) }))
    }
    var header = Data("MATLAB 5.0 MAT-file".utf8)
    header += Data(repeating: UInt8(ascii: " "), count: 116 - header.count)
    header += Data(repeating: 0, count: 8) + bytes(of: UInt16(0x0100)) + Data("IM".utf8)
    return header + element(14, content)
  }

  private static func array(class kind: UInt32, dimensions: [Int], name: String) -> Data {
    element(6, bytes(of: kind) + bytes(of: UInt32(0)))
      + element(5, dimensions.reduce(Data()) { $0 + bytes(of: Int32($1)) })
      + element(1, Data(name.utf8))
  }

  private static func element(_ type: UInt32, _ content: Data) -> Data {
    bytes(of: type) + bytes(of: UInt32(content.count)) + content
      + Data(repeating: 0, count: (8 - content.count % 8) % 8)
  }

  private static func bytes<Value: BitwiseCopyable>(of value: Value) -> Data {
    withUnsafeBytes(of: value) { Data($0) }
  }
}
