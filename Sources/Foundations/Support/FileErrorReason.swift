import Foundation

/// Why a file operation failed, in few words.
public func fileErrorReason(_ error: any Error) -> String {
  let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
  guard underlying.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
  return String(cString: strerror(Int32(underlying.code))).lowercased()
}
