import Plotting
import Support
import Testing

struct FigureTableTests {
  @Test func theTableListsWhatIsDrawn() {
    let lines = FigureTests().figure.csv.split(separator: "\n")
    #expect(lines[0] == "panel,mark,name,x: x (unit),x_end,y: y (unit),y_low,y_high,value,label")
    #expect(lines[1] == ",rule,here,2,,,,,,t = 2")
    #expect(lines[2] == ",bar,,0,1,10,,,,")
    #expect(lines.contains(",line,line,3,,100,,,,"))
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
    #expect(rows[1] == [label, "rule", label, "1", "", "", "", "", "", label])
    #expect(rows[2] == [label, "line", label, "1.152922e+18", "", "-0.1", "", "", "", ""])
  }

  @Test func theHeaderNamesQuantitiesUnitsAndSubject() {
    func panel(_ y: String) -> Panel { Panel(x: .init("t (value)"), y: .init(y), marks: []) }
    let figure = Figure(
      title: "", altText: "", subject: "conv_1",
      content: .panels(
        [panel("error (a)"), panel("error (b)"), panel("error (a)")], .besideEachOther))
    #expect(
      figure.csv.split(separator: "\n").first.map(String.init)
        == "panel,mark,name,x: t (value) of conv_1,x_end,y: error (a) | error (b),y_low,y_high,"
        + "value,label")
  }

  /// Things with names are listed by name, cells with what their colour stands for.
  @Test func namesStandForPlacesOnAnAxisOfThings() throws {
    let scale = ColorScale(.sequential, stops: [.init(0, ""), .init(1, "")], quantity: "t (value)")
    let panel = Panel(
      x: .init("", scale: .categories, names: .init("output", ["input", "conv"])),
      y: .init("", scale: .categories, names: .init("method", ["sign", "MSE"])),
      marks: [
        Mark("t", .cells([.init(x: 1, y: 1, value: 0x1p-8, number: 8)], scale), look: .data),
        Mark("", .points([Point(0, 0.1)]), look: .data),
      ])
    let rows = try CSV.rows(of: Figure(title: "", altText: "", panel: panel).csv).map(\.fields)
    #expect(
      rows[0][3] == "x: output" && rows[0][5] == "y: method" && rows[0][8] == "value: t (value)")
    #expect(rows[1] == ["", "cell", "t", "conv", "", "MSE", "", "", "0.00390625", "8"])
    #expect(rows[2] == ["", "point", "", "input", "", "sign", "", "", "", ""])
  }

  /// Marks that stand aside so as not to cover one another keep their values.
  @Test func shiftedMarksKeepTheirValues() throws {
    func figure(_ shift: Double) -> Figure {
      Figure(
        title: "", altText: "",
        panel: Panel(
          x: .init("bits", range: 3...9), y: .init("%", range: 0...100),
          marks: [
            Mark("a", .intervals([Point(8, 50)], [40...60]), look: .series(0), shift: shift)
          ]))
    }
    #expect(figure(0.6).csv == figure(0).csv)
    #expect(figure(0.6).csv.contains(",interval,a,8,,50,40,60,,"))
    let (still, moved) = (
      try figure(0).drawing().image(scale: 1), try figure(0.6).drawing().image(scale: 1)
    )
    #expect(still.pixels != moved.pixels)
  }
}
