import IntegerLoops
import Dispatch
import Graph
import IntegerNetwork
import Parallelism
import PostTrainingQuantization
import Synchronization
import Tensors
import VectorLoops

/// Runs an integer network with the C loops; every code is the readable network's.
///
/// Pictures are dealt to worker threads; when there are fewer pictures than threads, several share one. Sums of
/// integers do not depend on the order of adding, so codes are the same for any number of threads, any way of cutting
/// a data set into batches, and all instructions.
///
/// ```swift
/// let executor = try FastIntegerExecutor(quantized, profile: .liteRT)
/// try executor.output(for: pictures)  // probabilities [n, classes]
/// ```
///
/// - Explained in: chapter 7.
public struct FastIntegerExecutor: Executor {
  /// The folded model with quantized kernels.
  public let model: Model
  /// What is computed.
  public let network: IntegerNetwork
  /// How many threads compute.
  public let machine: Machine
  /// How they multiply.
  public let instructions: IntegerInstructions
  private let sites: IntegerSites

  /// - Throws: ``IntegerNetworkError`` for a layer that 8-bit integers cannot compute.
  public init(
    _ result: QuantizationResult, profile: RuntimeProfile, on machine: Machine = Machine()
  ) throws {
    self.init(
      try IntegerNetwork(result, profile: profile), of: result.model.model, on: machine)
  }

  /// - Parameters:
  ///   - model: The model whose layers the network computes.
  ///   - instructions: The best ones for the machine's instruction set when `nil`.
  /// - Precondition: This processor has the instructions.
  public init(
    _ network: IntegerNetwork, of model: Model, on machine: Machine = Machine(),
    with instructions: IntegerInstructions? = nil
  ) {
    let instructions = instructions ?? IntegerInstructions(best: machine.instructionSet)
    self.model = model
    self.network = network
    self.machine = machine
    self.instructions = instructions
    sites = IntegerSites(network, instructions)
  }

  public func outputs(of names: [String], for images: Tensor) throws -> [String: Tensor] {
    let count = images.shape.rank > 0 ? images.shape[0] : 0
    let layers = try layers(names)
    let values = layers.map { layer in (0...255).map { layer.grid.value(of: Int8(byte: $0)) } }
    let sizes = layers.map(\.shape.elementCount)
    let results = sizes.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: count * $0) }
    defer { for result in results { result.deallocate() } }
    // Every value is written once, by one worker.
    nonisolated(unsafe) let shared = results
    try run(images, observing: layers) { image, layer, bytes in
      let (table, start) = (values[layer], image * sizes[layer])
      table.withUnsafeBufferPointer { table in
        for place in 0..<sizes[layer] {
          shared[layer][start + place] = table[Int(bytes[place])]
        }
      }
    }
    var outputs: [String: Tensor] = [:]
    for (place, name) in names.enumerated() {
      outputs[name] = Tensor(
        shape: layers[place].shape.prepending(count), values: Array(results[place]))
    }
    return outputs
  }

  /// The codes of some layers.
  ///
  /// - Parameters:
  ///   - names: Names of layers.
  ///   - images: As the network was trained with, `[n, h, w, c]`.
  /// - Returns: Of every picture, the codes by name, the last axis running fastest.
  /// - Throws: ``GraphError`` when a name is unknown or the pictures have another shape.
  public func codes(of names: [String], for images: Tensor) throws -> [[String: [Int8]]] {
    let count = images.shape.rank > 0 ? images.shape[0] : 0
    let layers = try layers(names)
    let sizes = layers.map(\.shape.elementCount)
    let results = sizes.map { UnsafeMutableBufferPointer<Int8>.allocate(capacity: count * $0) }
    defer { for result in results { result.deallocate() } }
    // Every code is written once, by one worker.
    nonisolated(unsafe) let shared = results
    try run(images, observing: layers) { image, layer, bytes in
      for place in 0..<sizes[layer] {
        shared[layer][image * sizes[layer] + place] = Int8(byte: bytes[place])
      }
    }
    return (0..<count).map { image in
      var codes: [String: [Int8]] = [:]
      for (layer, name) in names.enumerated() {
        codes[name] = Array(results[layer][image * sizes[layer]..<(image + 1) * sizes[layer]])
      }
      return codes
    }
  }

  private func layers(_ names: [String]) throws -> [IntegerLayer] {
    try names.map { name in
      guard let layer = network[name] else {
        throw GraphError.unknownLayer(name, known: network.layers.map(\.name))
      }
      return layer
    }
  }

  /// Runs pictures and shows the bytes of some layers as they are made.
  private func run(
    _ images: Tensor, observing layers: [IntegerLayer],
    _ observe: @Sendable (_ image: Int, _ layer: Int, _ bytes: UnsafePointer<UInt8>) -> Void
  ) throws {
    let expected = network.inputShape
    guard images.shape.rank == expected.rank + 1,
      images.shape == expected.prepending(images.shape[0])
    else { throw GraphError.wrongInputShape(found: images.shape, expected: expected) }
    let count = images.shape[0]
    let positions = Dictionary(
      uniqueKeysWithValues: network.layers.enumerated().map { ($1.name, $0) })
    var found: [Int: [Int]] = [:]
    for (place, layer) in layers.enumerated() {
      found[positions[layer.name] ?? 0, default: []].append(place)
    }
    let observers = found
    let observed = Set(observers.keys)
    let site = sites.site(observing: observed)
    images.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // The memory outlives the work, which only reads it.
      nonisolated(unsafe) let input = base
      deal(count, at: site) { image, tensors, member in
        let scratch = site.scratch.take()
        defer { site.scratch.giveBack(scratch) }
        let lane = IntegerLane(
          plan: site.plan, loops: instructions.loops, tensors: tensors, scratch: scratch,
          member: member)
        lane.run(
          input + image * expected.elementCount, on: network.layers[0].grid,
          profile: network.profile, observing: observed
        ) { position, bytes in
          for layer in observers[position] ?? [] { observe(image, layer, bytes) }
        }
      }
    }
  }

  /// Calls `body` for every picture: one worker each, or a team where there are more threads than pictures.
  private func deal(
    _ count: Int, at site: IntegerSite,
    _ body: @Sendable (_ image: Int, IntegerTensors, TeamMember) -> Void
  ) {
    let size = count > 0 ? machine.threads / count : 0
    if size > 1 {
      let teams = (0..<count).map { _ in (team: Team(size: size), tensors: site.tensors.take()) }
      defer { for team in teams { site.tensors.giveBack(team.tensors) } }
      let done = Team.run(members: count * size, teamsOf: size) { worker in
        let own = teams[worker / size]
        body(worker / size, own.tensors, TeamMember(worker % size, of: own.team))
      }
      if done { return }
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(machine.threads, count)) { _ in
      let own = site.tensors.take()
      defer { site.tensors.giveBack(own) }
      while true {
        let image = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard image < count else { return }
        body(image, own, TeamMember(0, of: Team(size: 1)))
      }
    }
  }
}
