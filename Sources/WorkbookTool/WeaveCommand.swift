import ArgumentParser
import Foundation
import WorkbookKit

/// Brings code, output and numbers of the chapters' pages up to date.
struct WeaveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weave",
    abstract: "Put the programs' code and output into the chapters' pages.")

  @Flag(help: "Change nothing; fail when a page is not up to date.")
  var check = false

  func run() throws {
    guard let root = packageRoot() else {
      throw ValidationError("There is no Package.swift above this folder; run it in the package.")
    }
    var stale: [String] = []
    for page in try ChapterPages.all(in: root) where page.text != page.woven {
      stale.append(page.name)
      if !check { try writeFile(Data(page.woven.utf8), to: page.url) }
    }
    if check, !stale.isEmpty { throw StalePages(names: stale) }
    print(stale.isEmpty ? "every page is up to date" : "rewrote " + stale.joined(separator: ", "))
  }
}

/// Pages that do not show what the programs say and print.
struct StalePages: Error, CustomStringConvertible {
  let names: [String]

  var description: String {
    names.joined(separator: ", ")
      + " are not up to date; run “workbook weave” and look at the difference"
  }
}
