import Foundation
import TestSupport
import Testing

@testable import AnswerChecking

/// What a learner hands in is no file of answers, but something else.
struct LearnersTextTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func error(_ name: String) -> (text: String, isUnreadable: Bool)? {
    do {
      _ = try textOfLearner(scratch.file(name))
      return nil
    } catch {
      return (error.description, error.isUnreadable)
    }
  }

  @Test func whatIsNoTextIsNamedAndBadData() throws {
    try scratch.write(Data([0x66, 0xff, 0xfe]), to: "bytes.swift")
    try scratch.write(Data(count: (1 << 20) + 1), to: "large.swift")
    #expect(mkfifo(scratch.file("pipe.swift").path, 0o600) == 0)
    #expect(symlink("/dev/zero", scratch.file("zero.swift").path) == 0)
    let reasons = [
      ("bytes.swift", "it is not text in UTF-8"), ("large.swift", "at most 1048576 are read"),
      ("pipe.swift", "it is a pipe"), ("zero.swift", "it is a device"),
    ]
    for (name, reason) in reasons {
      let error = error(name)
      #expect(error?.text.contains(name) == true && error?.isUnreadable == false)
      #expect(error?.text.contains(reason) == true, "\(name): \(error?.text ?? "")")
    }
    #expect(error("none.swift")?.isUnreadable == true)
    try scratch.write(Data("é".utf8), to: "text.swift")
    #expect(try textOfLearner(scratch.file("text.swift")) == "é")
  }

  @Test func aDecisionLogThatIsNoTextIsNotTakenForNone() throws {
    let places = AnswerPlaces.folder(scratch.url)
    #expect(try places.decision(of: 4, in: scratch.url) == nil)
    try scratch.write(Data([0xff]), to: "Decision4.md")
    #expect(throws: (any Error).self) { try places.decision(of: 4, in: scratch.url) }
  }
}
