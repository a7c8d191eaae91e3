import Testing

@testable import QuantizationFigures

/// Blocks as the names of several networks tell them.
struct NodeGroupsTests {
  private func groups(_ names: [String], limit: Int = 40) -> [String] {
    NodeGroups(names, limit: limit).groups.map { "\($0.name): \($0.nodes.count)" }
  }

  @Test func mobileNetV2HasBlocks() {
    // Step by step: Swift 6.2 gives up on one long sum.
    var names = [
      "input_1", "Conv1_relu", "expanded_conv_depthwise_relu", "expanded_conv_project_bn",
    ]
    var expected = ["input_1: 1", "Conv1_relu: 1", "expanded_conv: 2"]
    for block in 1...12 {
      names += ["expand_relu", "depthwise_relu", "project_bn"].map { "block_\(block)_\($0)" }
      expected.append("block_\(block): \(block == 12 ? 4 : 3)")
    }
    names += ["block_12_add", "out_relu", "global_average_pooling2d", "predictions"]
    names.append("predictions_post_activation")
    expected += ["out_relu: 1", "global_average_pooling2d: 1", "predictions: 1"]
    expected.append("predictions_post_activation: 1")
    #expect(groups(names) == expected)
  }

  @Test func resNetHasStagesOfBlocks() {
    let names =
      ["input_1", "conv1_relu", "pool1_pool", "conv2_block1_1_relu", "conv2_block1_2_relu"]
      + ["conv2_block1_0_conv_bn", "conv2_block1_3_conv_bn", "conv2_block1_out"]
      + ["conv2_block2_1_relu", "conv2_block2_3_conv_bn", "conv2_block2_out"]
      + ["conv3_block4_1_relu", "conv3_block4_2_relu", "conv3_block4_out", "avg_pool"]
    #expect(
      groups(names) == [
        "input_1: 1", "conv1_relu: 1", "pool1_pool: 1", "conv2_block1: 5", "conv2_block2: 3",
        "conv3_block4: 3", "avg_pool: 1",
      ])
  }

  @Test func vggHasBlocksOfConvolutions() {
    let names =
      ["input_1", "block1_conv1_post_activation", "block1_conv2_post_activation", "block1_pool"]
      + ["block5_conv1", "block5_conv2", "block5_conv3", "block5_pool", "fc1_post_activation"]
    #expect(
      groups(names) == ["input_1: 1", "block1: 3", "block5: 4", "fc1_post_activation: 1"])
  }

  @Test func mobileNetV1CountsPairs() {
    let names =
      ["input_1", "conv1_relu"]
      + (1...13).flatMap { ["conv_dw_\($0)_relu", "conv_pw_\($0)_relu"] }
      + ["global_average_pooling2d", "conv_preds", "predictions"]
    #expect(
      groups(names) == ["input_1: 1", "conv1_relu: 1"] + (1...13).map { "conv_dw_\($0): 2" }
        + ["global_average_pooling2d: 1", "conv_preds: 1", "predictions: 1"])
  }

  @Test func numbersAloneAreNoBlocks() {
    let plain = [
      "input_1", "rescaling", "conv2d_post_activation", "max_pooling2d", "conv2d_1",
      "conv2d_1_post_activation", "conv2d_2", "dense", "dense_1",
    ]
    #expect(groups(["conv2d", "conv2d_1", "conv2d_2", "dense"]).count == 4)
    #expect(NodeGroups(plain).groups.flatMap(\.nodes) == Array(plain.indices))
    #expect(NodeGroups(plain).groups.count >= 8)
  }

  /// A long network without common beginnings is divided by position.
  @Test func manyUnrelatedNodesAreDividedByPosition() {
    let names = (1...60).flatMap { ["conv2d_\($0)", "activation_\($0)", "add_\($0)"] }
    #expect(groups(names).first == "1–12: 12" && groups(names).last == "169–180: 12")
    #expect(groups(names).count == 15)
    #expect(groups(Array(names.prefix(30))).count == 30)
  }

  /// Every node is in one group, whatever the names.
  @Test(arguments: [
    [], ["a"], ["a", "a_1"], ["_", "__"], ["a_b", "a_b_c", "a_b_d"], ["x/y_1", "x/y_2", "z"],
    ["a_1_x", "a_1_y", "a_2", "a_3_x"],
  ])
  func everyNodeIsInOneGroup(names: [String]) {
    #expect(NodeGroups(names).groups.flatMap(\.nodes) == Array(names.indices))
  }
}
