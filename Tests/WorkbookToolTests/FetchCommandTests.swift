import Foundation
import HTTPServer
import TestSupport
import Testing

/// `workbook fetch` against a server on this machine.
struct FetchCommandTests {
  let scratch: ScratchFolder
  let whole: Data

  init() throws {
    scratch = try ScratchFolder()
    SyntheticNetwork(inputSize: 224).write(to: scratch.file("weights.h5"))
    whole = try Data(contentsOf: scratch.file("weights.h5"))
  }

  private func serve(
    _ content: Data, promising promised: Int? = nil, status: String = "200 OK"
  ) throws -> String {
    let port = content.withUnsafeBytes {
      http_server_start(status, $0.baseAddress, promised ?? content.count, content.count)
    }
    try #require(port > 0)
    return "http://127.0.0.1:\(port)/weights.h5"
  }

  private func fetch(_ source: String) throws -> Programs.Outcome {
    try Programs.run(
      "workbook", ["fetch", "imagenet-weights", "--from", source],
      environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
  }

  private var cached: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: scratch.file("cache").path)) ?? []
  }

  @Test func aWholeFileIsFetchedOnceAndUsed() throws {
    let url = try serve(whole)
    let first = try fetch(url)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.hasPrefix("fetched "))
    #expect(cached.count == 1)
    let name = try #require(cached.first)
    #expect(try Data(contentsOf: scratch.file("cache/" + name)) == whole)
    // The second run does not ask anybody: this address answers nothing.
    let second = try fetch("http://127.0.0.1:1/weights.h5")
    #expect(second.status == 0 && second.output.hasPrefix("already there"))
    try scratch.writePictures()
    let used = try Programs.run(
      "chapter1", ["--model", "imagenet", "--images", scratch.file("images").path],
      environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
    #expect(used.status == 0 && used.output.contains("mobilenetv2_0.35_224"), "\(used.errors)")
  }

  @Test func aFileOfOnesOwnIsTakenToo() throws {
    let outcome = try fetch(scratch.file("weights.h5").path)
    #expect(outcome.status == 0 && cached.count == 1, "\(outcome.errors)")
    #expect(try fetch(scratch.file("none.h5").path).status == 0, "it is there already")
  }

  @Test func aServerThatGoesInTheMiddle() throws {
    let url = try serve(whole.prefix(whole.count / 2), promising: whole.count)
    let outcome = try fetch(url)
    #expect(outcome.status == 69, "\(outcome.errors)")
    #expect(outcome.errors.contains(url) && outcome.errors.contains("--from"))
    #expect(cached.isEmpty)
  }

  @Test func aFileThatIsCutOff() throws {
    let outcome = try fetch(try serve(whole.prefix(whole.count / 2)))
    #expect(outcome.status == 65 && outcome.errors.contains("cut off"), "\(outcome.errors)")
    #expect(cached.isEmpty)
  }

  @Test func anotherFile() throws {
    let outcome = try fetch(try serve(Data("<html>not here</html>".utf8)))
    #expect(outcome.status == 65 && outcome.errors.contains("HTML"), "\(outcome.errors)")
    #expect(cached.isEmpty)
  }

  @Test func aServerThatHasNoSuchFileAndNoServer() throws {
    let refused = try fetch(try serve(Data("no".utf8), status: "404 Not Found"))
    #expect(refused.status == 69 && refused.errors.contains("404"), "\(refused.errors)")
    let gone = try fetch("http://127.0.0.1:1/weights.h5")
    #expect(gone.status == 69 && gone.errors.split(separator: "\n").count == 1, "\(gone.errors)")
    #expect(cached.isEmpty)
  }

  @Test func weightsThatWereNeverFetched() throws {
    try scratch.writePictures()
    let outcome = try Programs.run(
      "chapter1", ["--model", "imagenet", "--images", scratch.file("images").path],
      environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
    #expect(outcome.status == 66 && outcome.errors.contains("workbook fetch"), "\(outcome.errors)")
    let without = try Programs.run("chapter1", ["--model", "imagenet"])
    #expect(without.status == 64 && without.errors.contains("--images"))
  }
}
