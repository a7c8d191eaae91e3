import ArgumentParser
import Foundation
import Publishing
import Support
import WorkbookKit

/// Brings code, output and numbers of the chapters' pages up to date.
struct WeaveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weave",
    abstract: "Put the programs' code and output into the chapters' pages.")

  @Flag(help: "Change nothing; fail when a page is not up to date.")
  var check = false

  func run() throws {
    let root = try requiredPackageRoot()
    var findings: [String] = []
    var stale: [String] = []
    var shown: Set<String> = []
    for page in try ChapterPages.woven(in: root) {
      let woven = try page.woven()
      shown.formUnion(woven.snippets)
      guard woven.text != page.text else { continue }
      stale.append(page.name)
      findings += woven.staleCode + woven.staleOutput
      if !check { try writeFile(Data(woven.text.utf8), to: page.url) }
    }
    let unused = try ChapterPages.unusedSnippets(in: root, shown: shown)
    if !unused.isEmpty { throw PagesNotInOrder(findings: unused) }
    if check, !findings.isEmpty {
      throw PagesNotInOrder(
        findings: findings + ["run “workbook weave” and look at the difference"])
    }
    say(stale.isEmpty ? "every page is up to date" : "rewrote " + stale.joined(separator: ", "))
  }
}

/// Pages that do not show what the programs say and print, or code that no page shows.
struct PagesNotInOrder: Error, CustomStringConvertible {
  let findings: [String]

  var description: String { findings.joined(separator: "\n") }
}
