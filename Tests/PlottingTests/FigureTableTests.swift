import Plotting
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
}
