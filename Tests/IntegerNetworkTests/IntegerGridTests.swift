import IntegerNetwork
import Testing

struct IntegerGridTests {
  @Test func theExampleHolds() {
    let grid = IntegerGrid(scale: 8.0 / 256, zeroPoint: -128)
    #expect(grid.code(of: 6) == 64)
    #expect(grid.value(of: 64) == 6)
    #expect(grid.code(of: 100) == 127)
  }

  @Test func everyCodeComesBack() {
    for grid in [
      IntegerGrid(scale: 0.03, zeroPoint: -128), IntegerGrid(scale: 1 / 128, zeroPoint: 0),
      IntegerGrid(scale: 0.7, zeroPoint: 17),
    ] {
      for code in Int8.min...Int8.max { #expect(grid.code(of: grid.value(of: code)) == code) }
      #expect(grid.code(of: .infinity) == 127 && grid.code(of: -.infinity) == -128)
    }
  }

  @Test func halvesGoWhereTheRuntimeSendsThem() {
    let grid = IntegerGrid(scale: 1, zeroPoint: 0)
    #expect([0.5, 1.5, -0.5, -1.5].map { grid.code(of: $0) } == [1, 2, -1, -2])
    #expect(
      [0.5, 1.5, -0.5, -1.5].map { grid.code(of: $0, profile: .onnxRuntime) } == [0, 2, 0, -2])
  }

  /// The pictures' bytes on the usual grid of the input: `p ^ 0x80` is off by one for 127 of them.
  @Test func aBytesCodeIsNotTheByteWithAnotherSign() {
    let grid = IntegerGrid(scale: 1 / 128, zeroPoint: 0)
    let codes = (0...255).map { Int(grid.code(of: Float($0) / 127.5 - 1)) }
    #expect(codes.enumerated().count { $0.element != $0.offset - 128 } == 127)
    #expect(!codes.contains(0))
  }

  @Test func aReLUKeepsTheCodesBetweenItsEnds() {
    #expect(IntegerGrid(scale: 8 / 256, zeroPoint: -128).codes(upTo: 6) == -128...64)
    #expect(IntegerGrid(scale: 1 / 128, zeroPoint: 0).codes(upTo: 6) == 0...127)
    #expect(IntegerGrid(scale: 1, zeroPoint: -20).codes(upTo: .infinity) == -20...127)
  }
}
