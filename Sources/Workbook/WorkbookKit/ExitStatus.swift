import ArgumentParser
import Evaluation
import Export
import Foundation
import Graph
import ImageNet
import Imaging
import IntegerNetwork
import KerasModels
import PostTrainingQuantization
import Quantization
import Support
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
        case .inputSize, .noInputSize: .usage
        default: .badData
        }
      case let error as LabelledImageFolderError:
        switch error {
        case .missing, .notAFolder, .unreadable, .empty, .noImages: .inputMissing
        case .noClassFolders, .nameNotUTF8, .unknownClass: .badData
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
        case .notQuantized: .badData
        case .notANumber, .tooLargeToCount, .preservingAndQuantizing, .substitutionFails,
          .nameTaken, .madeTwice, .constantsQuantized, .platformBitWidth:
          .badData
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
        switch error {
        case .noImages, .noHalves: .inputMissing
        case .noSuchClass, .notANumber: .badData
        }
      case let error as FetchError:
        switch error {
        case .notAURL, .notADigest, .plainHTTP: .usage
        case .connection, .refused: .network
        case .wrongContent, .wrongDigest, .changed: .badData
        case .notFetched, .missing, .unreadable: .inputMissing
        }
      case let error as IntegerNetworkError:
        if case .bitWidth = error { .usage } else { .badData }
      case let error as OverrideError: error.isOnCommandLine ? .usage : .badData
      case is OverrideFileUnreadable: .inputMissing
      case let error as RecordedRunError:
        if case .unreadable = error { .inputMissing } else { .badData }
      case is ExportError, is ClassFoldersUnknown: .badData
      case is DataLocationError: .inputMissing
      case let error as InputFileError: error.isUnreadable ? .inputMissing : .badData
      case let error as OutputError: error.isConflict ? .usage : .inputOutput
      case is ValidationError, is ImagesNeeded, is WeightsNeeded, is LayerNotQuantized,
        is ShiftedDifferently, is PreprocessingNeedsColors, is GraphError:
        .usage
      default: .failure
      }
  }
}

/// Says on stderr what went wrong, in one line, and ends the program.
public func exit(reporting error: any Error, program: String) -> Never {
  removeEmptyOutputFolders()
  complain(oneLine("\(program): error: \(error)"))
  Foundation.exit(ExitStatus(error).rawValue)
}

extension ParsableArguments {
  /// Ends the program as the command line asks: with help on stdout, or with what is wrong on stderr.
  ///
  /// The argument parser's own `exit(withError:)` does not notice a stdout that cannot be written.
  public static func finish(_ error: any Error) -> Never {
    let message = fullMessage(for: error)
    let status = exitCode(for: error)
    if !message.isEmpty { status == .success ? say(message) : complain(message) }
    Foundation.exit(status.rawValue)
  }
}
