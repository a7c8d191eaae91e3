import Testing

@testable import Support

struct StandardStreamsTests {
  @Test(
    "what a terminal would obey is spelled out",
    arguments: [
      ("plain\ttext\nof two lines, ±5 µ “quoted”", "plain\ttext\nof two lines, ±5 µ “quoted”"),
      ("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}"),
      ("hidden\rshown\u{7f}", "hidden\\u{d}shown\\u{7f}"),
      ("\u{9b}2Jcleared\u{0}", "\\u{9b}2Jcleared\\u{0}"),
      ("a line\r\n", "a line\\u{d}\n"),
    ])
  func controls(text: String, expected: String) {
    #expect(controlsSpelledOut(text) == expected)
  }
}
