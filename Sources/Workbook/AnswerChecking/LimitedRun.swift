import Foundation
import Support

/// A program that is run for a limited time, with what it started.
struct LimitedRun {
  /// How it ended.
  enum End: Equatable {
    case status(Int32)
    case signal(Int32)
    case stopped
  }

  let end: End
  /// The beginning of what it printed.
  let output: String
  /// The beginning of what it complained about.
  let errors: String

  /// Runs a program to its end, or to the end of its time.
  ///
  /// The program leads a group of processes of its own. When it ends or its time is over, the whole group is
  /// killed, so that nothing that it started outlives it. (Foundation's `Process` takes a program for running as
  /// long as anything runs that it started.)
  ///
  /// - Parameters:
  ///   - seconds: The limit.
  ///   - bytes: How much is kept of what it prints; the rest is read and thrown away.
  /// - Throws: ``ProgramNotStarted``.
  init(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:],
    seconds: Double, bytes: Int
  ) throws {
    // A program that another thread starts must not hold the streams of this one open.
    let (output, errors, process) = try Self.startLock.withLock {
      let (output, errors) = (try PrintedText(bytes), try PrintedText(bytes))
      let process = try Self.start(
        program.path, arguments, environment, output: output.end, errors: errors.end)
      return (output, errors, process)
    }
    output.read()
    errors.read()
    let deadline = Date(timeIntervalSinceNow: seconds)
    var status: Int32 = 0
    var hasEnded = waitpid(process, &status, WNOHANG) == process
    while !hasEnded, deadline.timeIntervalSinceNow > 0 {
      usleep(2000)
      hasEnded = waitpid(process, &status, WNOHANG) == process
    }
    // What a process left behind holds its streams open.
    kill(-process, SIGKILL)
    if !hasEnded { waitpid(process, &status, 0) }
    self.output = output.text()
    self.errors = errors.text()
    let signal = status & 0x7f
    end = !hasEnded ? .stopped : signal == 0 ? .status((status >> 8) & 0xff) : .signal(signal)
  }

  private static let startLock = NSLock()

  /// Starts a program at the head of a group of its own.
  private static func start(
    _ program: String, _ arguments: [String], _ environment: [String: String],
    output: Int32, errors: Int32
  ) throws -> pid_t {
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
      var actions: posix_spawn_file_actions_t?
      let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      var attributes = posix_spawnattr_t()
      var actions = posix_spawn_file_actions_t()
      let flags = POSIX_SPAWN_SETPGROUP
    #endif
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, program, &actions, &attributes, &words, &settings)
    guard failure == 0 else {
      throw ProgramNotStarted(program: program, reason: systemErrorText(failure))
    }
    return process
  }
}

/// What a process prints on one of its streams: read to its end by a thread, so that the process never waits.
private final class PrintedText: @unchecked Sendable {
  /// What the process writes to.
  private(set) var end: Int32
  private let start: Int32
  private let limit: Int
  private let lock = NSLock()
  private var kept = Data()
  private let isAtEnd = DispatchSemaphore(value: 0)

  init(_ limit: Int) throws {
    self.limit = limit
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw ProgramNotStarted(program: "a program", reason: systemErrorText(errno))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (start, end) = (ends[0], ends[1])
  }

  /// Begins to read, once the process has the other end.
  func read() {
    close(end)
    let thread = Thread { [self] in
      var bytes = [UInt8](repeating: 0, count: 1 << 14)
      while true {
        let count = Foundation.read(start, &bytes, bytes.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        lock.withLock { kept += bytes[..<min(count, limit - kept.count)] }
      }
      close(start)
      isAtEnd.signal()
    }
    thread.start()
  }

  /// What was read, once the stream has ended. A process that has left the group may keep it open: that one is
  /// not waited for.
  func text() -> String {
    _ = isAtEnd.wait(timeout: .now() + 1)
    return lock.withLock { String(decoding: kept, as: UTF8.self) }
  }
}

/// A program cannot be run.
struct ProgramNotStarted: Error, CustomStringConvertible {
  let program: String
  let reason: String

  /// Which, and why.
  var description: String { "\(program) cannot be started: \(reason)" }
}
