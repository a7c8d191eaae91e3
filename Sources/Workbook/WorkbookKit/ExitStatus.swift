import ArgumentParser
import Evaluation
import Foundation
import Graph
import ImageNet
import Imaging
import KerasModels
import PostTrainingQuantization
import Quantization
import TargetPlatform

/// How a program ends; the numbers are those of `sysexits.h`.
public enum ExitStatus: Int32, Sendable {
  /// Everything was done.
  case success = 0
  /// Something failed that has no number of its own.
  case failure = 1
  /// The command line makes no sense.
  case usage = 64
  /// An input is damaged or does not fit.
  case badData = 65
  /// An input is not there.
  case inputMissing = 66
  /// The network failed.
  case network = 69
  /// An output cannot be written.
  case inputOutput = 74

  /// The status for an error.
  public init(_ error: any Error) {
    self =
      switch error {
      case let error as KerasModelError:
        switch error {
        case .missing, .unreadable: .inputMissing
        case .inputSize: .usage
        default: .badData
        }
      case let error as LabelledImageFolderError:
        switch error {
        case .missing, .notAFolder, .unreadable, .empty, .noImages: .inputMissing
        case .noClassFolders, .unknownClass: .badData
        }
      case let error as ClassListError:
        if case .unreadable = error { .inputMissing } else { .badData }
      case let error as ImageError:
        switch error {
        case .unreadable: .inputMissing
        case .notEncodable: .inputOutput
        default: .badData
        }
      case let error as TargetPlatformError:
        switch error {
        case .unreadable: .inputMissing
        case .unknownVersion: .usage
        default: .badData
        }
      case let error as QuantizationRequestError:
        switch error {
        case .tooFewImages: .inputMissing
        case .notANumber, .preservingAndQuantizing: .badData
        default: .usage
        }
      case let error as QuantizationError:
        switch error {
        case .bitWidthOutOfRange, .invalidExponent, .invalidMinimumThreshold: .usage
        default: .badData
        }
      case let error as ImageNetError:
        switch error {
        case .missing: .inputMissing
        case .notWritable: .inputOutput
        default: .badData
        }
      case let error as EvaluationError:
        if case .noImages = error { .inputMissing } else { .badData }
      case let error as FetchError:
        switch error {
        case .notAURL: .usage
        case .connection, .refused: .network
        case .wrongContent: .badData
        case .notFetched: .inputMissing
        }
      case is DataLocationError: .inputMissing
      case is OutputError: .inputOutput
      case is ValidationError, is ImagesNeeded, is LayerNotQuantized, is GraphError: .usage
      default: .failure
      }
  }
}

/// Says on stderr what went wrong, in one line, and ends the program.
public func exit(reporting error: any Error, program: String) -> Never {
  FileHandle.standardError.write(Data("\(program): error: \(error)\n".utf8))
  Foundation.exit(ExitStatus(error).rawValue)
}
