import Foundation

/// A folder under another name until it is complete; removed when it is dropped before.
public final class IncompleteFolder {
  /// Where its files lie.
  public let url: URL
  private var isFinished = false

  /// Makes a folder that will take the place of one that is not there yet, and lies beside it until then; or one whose
  /// files will go into an empty one that is there, and which lies in that.
  ///
  /// What runs that were ended in the middle have left there is removed.
  ///
  /// - Throws: ``OutputError``, also when the folder holds something.
  public init(for target: String, advice: String) throws(OutputError) {
    let isThere = FileState(target) != nil
    let parent = folderName(of: target)
    let place = isThere ? target : parent.isEmpty ? "." : parent
    noteMissingFolders(URL(fileURLWithPath: place))
    if let reason = makeFolders(place) {
      throw OutputError(path: target, reason: reason, advice: advice)
    }
    let name: String
    do throws(OutputError) {
      // Its name is nobody else's.
      let file = try IncompleteFile(beside: isThere ? target + "/x" : target)
      name = file.path
      IncompleteFolder.removeStale(in: place, like: lastName(of: name))
      file.discard()
    } catch {
      throw OutputError(path: target, reason: error.reason, advice: advice)
    }
    let inside = try? FileManager.default.contentsOfDirectory(atPath: target)
    guard !isThere || inside?.isEmpty == true else {
      throw OutputError(path: target, reason: "there is something already", advice: advice)
    }
    guard mkdir(name, 0o777) == 0 else {
      throw OutputError(path: target, reason: systemErrorText(errno), advice: advice)
    }
    url = URL(fileURLWithPath: name)
  }

  deinit { discard() }

  /// Removes the folder unless it is finished.
  public func discard() {
    if !isFinished { try? FileManager.default.removeItem(at: url) }
    isFinished = true
  }

  /// Gives the folder its name, or its files their places.
  ///
  /// - Throws: ``OutputError``.
  public func finish(as target: String) throws(OutputError) {
    func move(_ from: String, _ to: String) throws(OutputError) {
      guard rename(from, to) == 0 else {
        throw OutputError(path: to, reason: systemErrorText(errno))
      }
    }
    if FileState(target) == nil {
      try move(url.path, target)
      isFinished = true
      return
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names { try move(url.path + "/" + name, target + "/" + name) }
    discard()
  }

  /// Removes folders of processes of this machine that are no more. Files of that kind go with the next output.
  ///
  /// - Parameter own: What this process calls such a file: a beginning, the machine, the process and a number.
  private static func removeStale(in folder: String, like own: String) {
    guard let process = own.range(of: "-\(getpid())-", options: .backwards) else { return }
    let beginning = String(own[..<process.lowerBound]) + "-"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(beginning) {
      guard let process = pid_t(name.dropFirst(beginning.count).prefix { $0 != "-" }),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }
}
