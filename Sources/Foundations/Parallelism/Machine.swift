import Foundation
import VectorLoops

/// How to compute: how many threads work at the same time, and with which instructions.
///
/// It is passed down from whoever was asked; nothing in the process decides otherwise. No result depends
/// on the number of threads. Instruction sets that fuse multiply-adds agree in every bit; see
/// ``InstructionSet/isFused``.
///
/// ```swift
/// let squares = try Machine(threads: 2).perform(iterations: 3) { $0 * $0 }
/// // [0, 1, 4]
/// ```
public struct Machine: Hashable, Sendable {
  /// How many threads work at the same time.
  public let threads: Int
  /// What they compute with.
  public let instructionSet: InstructionSet

  /// A way to compute: all of this machine unless told otherwise.
  ///
  /// - Parameters:
  ///   - threads: One per processor when `nil`.
  ///   - instructionSet: The best one when `nil`.
  /// - Precondition: `threads` is positive, and this processor has the instructions.
  public init(threads: Int? = nil, instructionSet: InstructionSet? = nil) {
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let set = instructionSet ?? .best
    precondition(threads > 0, "\(threads) threads cannot work")
    precondition(set.table != nil, "this processor does not have \(set.rawValue)")
    self.threads = threads
    self.instructionSet = set
  }

  /// The element loops for the instruction set; they live as long as the process.
  public var table: UnsafePointer<LoopTable> {
    guard let table = instructionSet.table else {
      preconditionFailure("this processor does not have \(instructionSet.rawValue)")
    }
    return table
  }

  /// The element loops for the instruction set.
  public var loops: LoopTable { table.pointee }
}
