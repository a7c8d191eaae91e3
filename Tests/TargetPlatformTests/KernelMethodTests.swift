import Quantization
import TargetPlatform
import Testing

/// A platform with other grids for its kernels.
struct KernelMethodTests {
  @Test func onlyTheKernelsChange() throws {
    let platform = TargetPlatformCapabilities.mctDefault
    let other = try platform.withKernels(on: .powerOfTwo)
    #expect(other != platform && other.name == platform.name)
    #expect(other.fusingPatterns == platform.fusingPatterns)
    for set in ["Conv", "DepthwiseConv2D", "FullyConnected"] {
      let own = platform.quantizationConfig(forOperatorSet: set)
      var changed = other.quantizationConfig(forOperatorSet: set)
      #expect(own.weightAttributeConfig(named: "kernel").weightsQuantizationMethod == .symmetric)
      let kernel = changed.weightAttributeConfig(named: "kernel")
      #expect(kernel.weightsQuantizationMethod == .powerOfTwo)
      #expect(kernel.weightsBitWidth == own.weightAttributeConfig(named: "kernel").weightsBitWidth)
      changed.weightAttributeConfigs = own.weightAttributeConfigs
      #expect(changed == own)
    }
    #expect(
      other.quantizationConfig(forOperatorSet: "ReLU")
        == platform.quantizationConfig(forOperatorSet: "ReLU"))
    #expect(try other.withKernels(on: .symmetric) == platform)
  }
}
