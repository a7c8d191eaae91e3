import Plotting
import Support
import Testing

struct FigureTableTests {
  @Test func theTableListsWhatIsDrawn() {
    let lines = FigureTests().figure.csv.split(separator: "\n")
    #expect(lines[0] == "panel,mark,name,x,x_end,y,y_low,y_high,label")
    #expect(lines[1] == ",rule,here,2,,,,,t = 2")
    #expect(lines[2] == ",bar,,0,1,10,,,")
    #expect(lines.contains(",line,line,3,,100,,,"))
    #expect(lines.count == 7)
  }

  @Test func labelsComeBackAsTheyWere() throws {
    let label = "a, \"b\"\r\nc\rd"
    let panel = Panel(
      title: label, x: .init("x"), y: .init("y"),
      marks: [Mark(label, .line([Point(0x1p60, -0.1)]), look: .data)],
      rules: [Rule(1, names: [.init(label, .data)], details: [label])])
    let rows = try CSV.rows(of: Figure(title: "", altText: "", panel: panel).csv).map(\.fields)
    #expect(rows.count == 3)
    #expect(rows[1] == [label, "rule", label, "1", "", "", "", "", label])
    #expect(rows[2] == [label, "line", label, "1.152922e+18", "", "-0.1", "", "", ""])
  }
}
