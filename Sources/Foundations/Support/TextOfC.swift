/// The text in an array of characters inside of a struct of C, up to its zero.
public func text<Buffer: BitwiseCopyable>(inBufferOfC buffer: Buffer) -> String {
  withUnsafeBytes(of: buffer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
