import Explorer
import Foundation
import Quantization
import TestSupport
import Testing

/// The page's arithmetic against the library's.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)))
struct ExplorerArithmeticTests {
  private static let methods: [(name: String, p: Double, method: QuantizationErrorMethod)] = [
    ("mse", 3, .mse), ("mae", 3, .mae), ("lp", 3, .lp(p: 3)), ("lp", 0.5, .lp(p: 0.5)),
    ("lp", 2.4, .lp(p: 2.4)), ("kl", 3, .kl()), ("klGuarded", 3, .kl(guard: .entropyCalibration)),
    ("noClipping", 3, .noClipping),
  ]

  /// Powers of two and others, from twice what covers all values down to a fraction of it.
  private static let factors =
    (0..<10).map { exp2(1 - Double($0)) } + (0..<10).map { 1.7 * exp2(-0.83 * Double($0)) }

  @Test("ERR is the library's: 20 thresholds, all outputs and methods, three bit widths")
  func errors() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser)
    var compared = 0
    var equal = 0
    var worst = 0.0
    for (index, output) in page.data.outputs.enumerated() {
      let furthest = output.histogram.edges.reduce(0) { max($0, abs($1)) }
      let covering = nextPowerOfTwo(max(furthest, 0x1p-16))
      for hardware in ["pot", "any"] {
        let family: QuantizationMethod = hardware == "pot" ? .powerOfTwo : .symmetric
        let answers = try browser.texts(
          """
          const [index, factors, covering, signed, hardware, methods] = arguments, out = [];
          for (const [method, p] of methods) for (const bits of [8, 5, 3]) for (const factor of factors)
            out.push(String(explorer.error(index, { t: factor * covering, signed, bits, method, p, hardware })));
          return out;
          """,
          [
            index, Self.factors, covering, output.isSigned, hardware,
            Self.methods.map { [$0.name, $0.p] as [Any] },
          ])
        var next = answers.makeIterator()
        for (name, p, method) in Self.methods {
          for bits in [8, 5, 3] {
            let search = try ThresholdSearch(
              method: family, errorMethod: method, bitWidth: bits, isSigned: output.isSigned)
            for factor in Self.factors {
              let expected = search.error(
                of: .threshold(factor * covering, isSigned: output.isSigned), on: output.histogram)
              let found = try #require(next.next().flatMap { Double($0) })
              compared += 1
              if found == expected { equal += 1 }
              let difference =
                found == expected
                ? 0 : abs(found - expected) / max(abs(expected), .leastNonzeroMagnitude)
              worst = max(worst, difference.isNaN ? .infinity : difference)
              #expect(
                difference <= 1e-9,
                "\(output.node), \(name) p \(p), \(bits) bits, t \(factor * covering), \(hardware)")
            }
          }
        }
        #expect(next.next() == nil)
      }
    }
    #expect(compared == page.data.outputs.count * 2 * 8 * 3 * 20)
    print("compared \(compared) errors, \(equal) equal to the bit, worst \(worst)")
  }

  @Test("the methods choose in the page what they choose in the library")
  func searches() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser)
    for (index, output) in page.data.outputs.enumerated() {
      // Walks are long; every eleventh output will do.
      for hardware in index % 11 == 3 ? ["pot", "any"] : ["pot"] {
        for result in output.results {
          let method = result.errorMethod
          let search = try ThresholdSearch(
            method: hardware == "pot" ? .powerOfTwo : .symmetric, errorMethod: method,
            bitWidth: output.bitWidth, isSigned: output.isSigned)
          let expected = try search.search(output.histogram).parameters.range.magnitude
          // As text: the driver cuts the digits of numbers short.
          let found = try browser.text(
            "const [index, question] = arguments; return String(explorer.search(index, question))",
            [
              index,
              [
                "method": method.name, "p": 3, "bits": output.bitWidth, "signed": output.isSigned,
                "hardware": hardware,
              ],
            ])
          #expect(Double(found) == expected, "\(output.node), \(method.title), \(hardware)")
          if hardware == "pot" { #expect(expected == result.parameters.range.magnitude) }
        }
      }
    }
  }
}
