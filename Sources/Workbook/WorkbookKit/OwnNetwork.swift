import Foundation
import Imaging

/// The workbook's own network with somebody's pictures: perhaps the weights were forgotten.
extension Workbook {
  /// Whether the network is the one that comes with the workbook.
  var isOwnNetwork: Bool { options.weights == nil && options.model != "imagenet" }

  /// What to know where pictures are given and no network, or `nil`.
  public func ownNetworkNote() -> String? {
    guard lacksWeights else { return nil }
    return
      "--images is given, but no --weights: the network is the workbook's own, which was not trained on these "
      + "pictures; give --weights, or --model pictures"
  }

  /// Checks that a file that is carried away does not hold a network that nobody meant.
  ///
  /// - Throws: ``WeightsNeeded``.
  public func checkThatNetworkIsMeant() throws {
    if lacksWeights { throw WeightsNeeded() }
  }

  /// Whether pictures are given, and nothing that says whose network they are for. Folders that are called like the
  /// network's own classes, as those of `make-pictures`, hold its own pictures. What cannot be listed is told where it
  /// is read.
  private var lacksWeights: Bool {
    guard options.images != nil, options.weights == nil, options.model == nil,
      let images = try? imageFolder().images
    else { return false }
    let list = (try? DataLocation.find())?.classes
    let own = list.flatMap { try? ClassList(contentsOf: $0) }
    return !images.allSatisfy { image in
      own?.index(of: String(image.path.prefix { $0 != "/" })) != nil
    }
  }
}
