import FastExecution
import Graph
import Imaging
import KerasModels
import Parallelism
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct SecondLookTests {
  /// The second look against the plain definition: what the executor puts out, image by image.
  @Test func itCountsMagnitudesAndKeepsTheRangeOfEveryImage() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let images = try LabelledImageFolder(scratch.file("images")).images
    let input = ModelInput(size: 32)
    let dataset = try RepresentativeDataset(images: images, batchSize: 5, input: input)
    let calibration = try Calibration(
      of: SyntheticNetwork().network.model, representativeDataset: dataset)
    var seen = 0
    let details = try calibration.secondLook(at: dataset, progress: { done, _ in seen = done })
    #expect(seen == images.count)
    #expect(details.count == calibration.prepared.quantizedNodes.count)
    let executor = FastExecutor(model: calibration.prepared.model)
    let pictures = try preprocessedImages(images[...], for: input, on: Machine())
    for name in ["input_1", "Conv1_relu", "block_2_add", "predictions"] {
      let own = try #require(details[name])
      let statistics = try #require(calibration.ledger.statistics[name])
      let values = try #require(executor.outputs(of: [name], for: pictures)[name]).values
        .map(Double.init)
      let size = values.count / images.count
      for (image, range) in own.imageRanges.enumerated() {
        let part = values[image * size..<(image + 1) * size]
        #expect(range == (part.min() ?? 0)...(part.max() ?? 0), "\(name), image \(image)")
      }
      let reach = max(abs(statistics.minimum), abs(statistics.maximum))
      #expect(own.magnitudes.edges.first == 0 && own.magnitudes.edges.last == reach, "\(name)")
      #expect(own.magnitudes.total == Double(statistics.valueCount), "\(name)")
      #expect(own.magnitudes.counts.count == OutputDetails.binCount, "\(name)")
      // How many values lie below some places: off by those that lie beside an edge.
      let below = own.magnitudes.counts.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
      for bin in stride(from: 256, to: OutputDetails.binCount, by: 512) {
        let expected = Double(values.count { abs($0) < own.magnitudes.edges[bin] })
        #expect(abs(below[bin] - expected) <= 2, "\(name), bin \(bin)")
      }
    }
  }
}
