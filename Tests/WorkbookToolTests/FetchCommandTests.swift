import Foundation
import HTTPServer
import Support
import TestSupport
import Testing

/// `workbook fetch` against a server on this machine.
struct FetchCommandTests {
  let scratch: ScratchFolder
  let whole: Data
  let digest: String

  init() throws {
    scratch = try ScratchFolder()
    SyntheticNetwork(alpha: 1, inputSize: 224, classCount: 1000)
      .write(to: scratch.file("weights.h5"))
    whole = try Data(contentsOf: scratch.file("weights.h5"))
    digest = SHA256.hexadecimal(of: whole)
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

  private func fetch(_ source: String, _ options: String...) throws -> Programs.Outcome {
    try Programs.run(
      "workbook", ["fetch", "imagenet-weights", "--from", source] + options,
      environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
  }

  private var cached: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: scratch.file("cache").path)) ?? []
  }

  @Test func aWholeFileIsFetchedOnceAndUsed() throws {
    let url = try serve(whole)
    let first = try fetch(url, "--sha256", digest.uppercased())
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.hasPrefix("fetched "))
    let names = cached.sorted()
    try #require(names.count == 2)
    #expect(try Data(contentsOf: scratch.file("cache/" + names[0])) == whole)
    #expect(
      try String(contentsOf: scratch.file("cache/" + names[1]), encoding: .utf8)
        == "\(digest)  \(names[0])\n")
    // The second run does not ask anybody: this address answers nothing.
    let second = try fetch("http://127.0.0.1:1/weights.h5")
    #expect(second.status == 0 && second.output.hasPrefix("already there"))
    try scratch.writePictures()
    let used = try Programs.run(
      "chapter1", ["--model", "imagenet", "--images", scratch.file("images").path],
      environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
    #expect(used.status == 0 && used.output.contains("mobilenetv2_1.00_224"), "\(used.errors)")
  }

  @Test func aFileOfOnesOwnIsTakenToo() throws {
    let outcome = try fetch(scratch.file("weights.h5").path)
    #expect(outcome.status == 0 && cached.count == 2, "\(outcome.errors)")
    #expect(try fetch(scratch.file("none.h5").path).status == 0, "it is there already")
  }

  @Test func aServerThatGoesInTheMiddle() throws {
    let url = try serve(whole.prefix(whole.count / 2), promising: whole.count)
    let outcome = try fetch(url, "--sha256", digest)
    #expect(outcome.status == 69, "\(outcome.errors)")
    #expect(outcome.errors.contains(url) && outcome.errors.contains("--from"))
    #expect(cached.isEmpty)
  }

  @Test func aFileThatIsCutOff() throws {
    let half = whole.prefix(whole.count / 2)
    let outcome = try fetch(try serve(half), "--sha256", SHA256.hexadecimal(of: half))
    #expect(outcome.status == 65 && outcome.errors.contains("cut off"), "\(outcome.errors)")
    #expect(cached.isEmpty)
  }

  @Test func anotherFile() throws {
    let page = Data("<html>not here</html>".utf8)
    let outcome = try fetch(try serve(page), "--sha256", SHA256.hexadecimal(of: page))
    #expect(outcome.status == 65 && outcome.errors.contains("HTML"), "\(outcome.errors)")
    #expect(cached.isEmpty)
  }

  @Test func aServerThatHasNoSuchFileAndNoServer() throws {
    let refused = try fetch(try serve(Data("no".utf8), status: "404 Not Found"), "--sha256", digest)
    #expect(refused.status == 69 && refused.errors.contains("404"), "\(refused.errors)")
    let gone = try fetch("http://127.0.0.1:1/weights.h5", "--sha256", digest)
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

  @Test(
    "a MobileNetV2 that is not ImageNet's is not taken under its name",
    arguments: [(0.35, 224, 1000), (1.0, 96, 1000), (1.0, 224, 20)])
  func otherNetworks(alpha: Double, inputSize: Int, classCount: Int) throws {
    let other = SyntheticNetwork(alpha: alpha, inputSize: inputSize, classCount: classCount)
    other.write(to: scratch.file("other.h5"), modelConfig: other.architecture.json)
    let outcome = try fetch(scratch.file("other.h5").path)
    #expect(outcome.status == 65 && outcome.errors.contains("1000 classes"), "\(outcome.errors)")
    #expect(cached.isEmpty)
  }

  @Test("what comes over plain http is taken only with its digest")
  func plainHTTP() throws {
    let without = try fetch(try serve(whole))
    #expect(without.status == 64 && without.errors.contains("--sha256"), "\(without.errors)")
    let wrong = try fetch(try serve(whole), "--sha256", String(repeating: "0", count: 64))
    #expect(wrong.status == 65 && wrong.errors.contains(digest), "\(wrong.errors)")
    let noDigest = try fetch(try serve(whole), "--sha256", "12")
    #expect(noDigest.status == 64, "\(noDigest.errors)")
    #expect(cached.isEmpty)
  }

  @Test("weights that were changed in the cache are neither used nor called there")
  func changedWeights() throws {
    #expect(try fetch(scratch.file("weights.h5").path).status == 0)
    let name = try #require(cached.sorted().first)
    let file = scratch.file("cache/" + name)
    var other = SyntheticNetwork(alpha: 1, inputSize: 224, classCount: 1000, seed: 2)
    other.write(to: file)
    try scratch.writePictures()
    let used = try Programs.run(
      "chapter1", ["--model", "imagenet", "--images", scratch.file("images").path],
      environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
    #expect(used.status == 65 && used.errors.contains("--again"), "\(used.errors)")
    let again = try fetch(scratch.file("weights.h5").path)
    #expect(again.status == 0 && again.output.hasPrefix("fetched "), "\(again.errors)")
    #expect(try Data(contentsOf: file) == whole)
    // Asked for again, it comes again.
    other = SyntheticNetwork(alpha: 1, inputSize: 224, classCount: 1000, seed: 3)
    other.write(to: scratch.file("weights.h5"))
    let present = try fetch(scratch.file("weights.h5").path)
    #expect(present.output.hasPrefix("already there"))
    let replaced = try fetch(scratch.file("weights.h5").path, "--again")
    #expect(replaced.output.hasPrefix("fetched "))
    #expect(try Data(contentsOf: file) != whole)
  }

  @Test("a cache without a digest, as it was before, is used if it holds the right network")
  func noDigest() throws {
    #expect(try fetch(scratch.file("weights.h5").path).status == 0)
    for name in cached where name.hasSuffix(".sha256") {
      try FileManager.default.removeItem(at: scratch.file("cache/" + name))
    }
    let name = try #require(cached.first)
    try scratch.writePictures()
    func use() throws -> Programs.Outcome {
      try Programs.run(
        "chapter1", ["--model", "imagenet", "--images", scratch.file("images").path],
        environment: ["WORKBOOK_CACHE": scratch.file("cache").path])
    }
    let used = try use()
    #expect(!used.errors.contains("--again"), "\(used.errors)")
    SyntheticNetwork(alpha: 0.35, inputSize: 96, classCount: 20)
      .write(to: scratch.file("cache/" + name))
    let refused = try use()
    #expect(refused.status == 65 && refused.errors.contains("--again"), "\(refused.errors)")
  }

  @Test("what fetch cannot read or write is told with fetch's own options")
  func words() throws {
    let missing = try fetch(scratch.file("none.h5").path)
    #expect(missing.status == 66 && missing.errors.contains("--from"), "\(missing.errors)")
    let folder = try fetch(scratch.url.path)
    #expect(folder.status == 66 && folder.errors.contains("a folder"), "\(folder.errors)")
    try scratch.write(Data(), to: "cache")
    let cache = try fetch(scratch.file("weights.h5").path)
    #expect(cache.status == 74 && cache.errors.contains("WORKBOOK_CACHE"), "\(cache.errors)")
  }

  #if os(Linux)
    @Test("what unpacks to more than the limit is not held in memory")
    func boundedMemory() throws {
      let zeros = scratch.file("zeros.gz")
      _ = try Programs.runTool(
        "sh", ["-c", "head -c 1500000000 /dev/zero | gzip -1 >\"$0\"", zeros.path])
      let url = try serve(
        try Data(contentsOf: zeros), status: "200 OK\r\nContent-Encoding: gzip")
      // The limit of the shell is on addresses, of which a program has many before it begins.
      let outcome = try Programs.runTool(
        "env",
        [
          "WORKBOOK_CACHE=\(scratch.file("cache").path)", "/bin/sh", "-c",
          "ulimit -v 1200000; exec \"$0\" \"$@\"", try Programs.path("workbook"), "fetch",
          "imagenet-weights", "--from", url, "--sha256", digest,
        ])
      #expect(outcome.status == 65 && outcome.errors.contains("more than"), "\(outcome.errors)")
      #expect(cached.isEmpty)
    }
  #endif

  @Test("a disk that is full while a file comes over http is no fault of the network")
  func fullDisk() throws {
    let url = try serve(whole)
    // A limit of the shell stands for the end of the disk.
    let outcome = try Programs.runTool(
      "env",
      [
        "WORKBOOK_CACHE=\(scratch.file("cache").path)", "/bin/sh", "-c",
        "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"", try Programs.path("workbook"), "fetch",
        "imagenet-weights", "--from", url, "--sha256", digest,
      ])
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(outcome.errors.contains("cannot be written") && !outcome.errors.contains("the network"))
    #expect(cached.isEmpty)
  }
}
