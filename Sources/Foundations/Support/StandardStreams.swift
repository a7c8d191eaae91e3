import Foundation

/// Readies the standard streams of a program; to be called first.
///
/// A stream that is closed is opened on the null device, the wrong way round: what is written to it fails,
/// and a file that is opened later cannot take its number. A closed pipe and a limit on the size of files
/// become errors of the write in place of signals.
public func prepareStandardStreams() {
  for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
  where fcntl(descriptor, F_GETFD) == -1 {
    // The lowest free number is the one that is missing.
    _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
}

/// Prints a line, or several, on the standard output. When that fails, the program says so and ends with status 74.
///
/// Control characters are spelled out, but for line ends and tabs: names come from files, and a terminal does what such a
/// character says.
public func say(_ line: String) { printOrEnd(Array((controlsSpelledOut(line) + "\n").utf8)) }

func controlsSpelledOut(_ text: String) -> String {
  func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 && scalar != "\n" && scalar != "\t")
      || (0x7F...0x9F).contains(scalar.value)
  }
  guard text.unicodeScalars.contains(where: isHarmful) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isHarmful(scalar) {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Prints bytes on the standard output as they are. When that fails, the program says so and ends with
/// status 74.
public func say(bytes: Data) { printOrEnd(Array(bytes)) }

private func printOrEnd(_ bytes: [UInt8]) {
  guard let reason = writeAll(bytes, to: STDOUT_FILENO) else { return }
  let program = CommandLine.arguments.first?.split(separator: "/").last.map(String.init)
  complain(
    "\(program ?? "workbook"): error: the standard output cannot be written (\(reason)); check where it "
      + "leads to")
  exit(74)
}

/// Prints a line on the standard error. Nobody can be told when that fails.
public func complain(_ line: String) { _ = writeAll(Array((line + "\n").utf8), to: STDERR_FILENO) }

/// Prints on the standard error without ending the line.
public func complain(unended text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }

/// Writes all bytes to a descriptor.
///
/// - Returns: Why it failed, or `nil`.
func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> String? {
  func write(_ buffer: UnsafeBufferPointer<UInt8>) -> String? {
    var position = 0
    while position < buffer.count, let base = buffer.baseAddress {
      let count = Foundation.write(descriptor, base + position, buffer.count - position)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        // Somebody has made it non-blocking: wait until it takes more.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, -1)
        continue
      }
      if count < 0 { return systemErrorText(errno) }
      position += count
    }
    return nil
  }
  return bytes.withContiguousStorageIfAvailable(write)
    ?? Array(bytes).withUnsafeBufferPointer(write)
}

/// A text as one line of bounded length: control characters are spelled out, and the middle of a long text
/// is left out.
public func oneLine(_ text: String, limit: Int = 1000) -> String {
  var line = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .format:
      line += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: line.unicodeScalars.append(scalar)
    }
  }
  guard line.utf8.count > limit else { return line }
  // The end says what to do.
  var head = line.prefix(limit)
  var tail = line.suffix(limit / 2)
  while head.utf8.count > limit / 2 { head.removeLast() }
  while tail.utf8.count > limit / 2 - 5 { tail.removeFirst() }
  return head + " … " + tail
}
