import Graph
import Testing

struct ActivationGridTests {
  @Test func halfWayCasesGoUp() {
    let unsigned = ActivationGrid(lower: 0, upper: 3, step: 1, zeroLevel: 0)
    #expect([-1, 0.4, 0.5, 1.5, 2.5, 9].map { unsigned($0) } == [0, 0, 1, 2, 3, 3])
    let signed = ActivationGrid(lower: -4, upper: 3, step: 1, zeroLevel: 4)
    #expect([-9, -1.5, -0.5, 0.5].map { signed($0) } == [-4, -1, 0, 1])
  }
}
