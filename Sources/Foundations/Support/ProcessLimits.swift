import Foundation

/// Raises the limits of a process that it could not work within, as far as it may; to be called first.
///
/// The libraries below trap or wait for ever where they cannot open a file, or have no stack left.
public func prepareProcessLimits() {
  raise(openFiles, to: 256, needed: 24, "open files", option: "-n")
  raise(stack, to: 8 << 20, needed: 256 << 10, "bytes of stack", option: "-s")
}

#if canImport(Glibc)
  private let openFiles = Int32(RLIMIT_NOFILE.rawValue)
  private let stack = Int32(RLIMIT_STACK.rawValue)
#else
  private let openFiles = RLIMIT_NOFILE
  private let stack = RLIMIT_STACK
#endif

private func raise(
  _ resource: Int32, to usual: rlim_t, needed: rlim_t, _ what: String, option: String
) {
  var limit = rlimit()
  guard getrlimit(resource, &limit) == 0, limit.rlim_cur < usual else { return }
  let now = limit.rlim_cur
  limit.rlim_cur = min(usual, limit.rlim_max)
  let isRaised = limit.rlim_cur > now && setrlimit(resource, &limit) == 0
  let reached = isRaised ? limit.rlim_cur : now
  guard reached < needed else { return }
  let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init)
  complain(
    "\(program ?? "workbook"): error: this process may have \(reached) \(what), but needs \(needed); raise the limit "
      + "with “ulimit \(option)”")
  exit(74)
}
