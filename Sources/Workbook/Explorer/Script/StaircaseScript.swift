extension ExplorerScript {
  /// View 3: what the quantizer makes of a value, and by how much that is off.
  static let staircase = #"""
    const drawStaircase = () => {
      const drawing = new Drawing(byId("staircase-view"), 320);
      const grid = gridOf(state.t, isSigned(), state.bits);
      const count = 2 ** state.bits;
      // A grid of few levels is shown whole; of many, the upper end.
      const isWhole = count <= 32;
      const from = isWhole ? grid.lower - 3 * grid.step : grid.upper - 11.5 * grid.step;
      const to = grid.upper + 6 * grid.step;
      const heights = ticks(from, to, 4);
      const left = Math.max(50, 12 + Math.max(...heights.map((value) => widthOf(written3(value)))));
      const box = { left, right: drawing.width - 12, top: 30, bottom: 172 };
      const below = { top: 214, bottom: 282 };
      const x = linear(from, to, box.left, box.right);
      const y = linear(from, to, box.bottom, box.top);
      const start = isWhole ? grid.lower : Math.ceil(from / grid.step) * grid.step;
      // Where steps begin: halfway between two levels.
      const points = [];
      const first = Math.max(0, Math.round((start - grid.lower) / grid.step));
      let edge = from;
      for (let i = first; i < count; i++) {
        const level = grid.lower + i * grid.step;
        const end = i === count - 1 ? to : Math.min(level + grid.step / 2, to);
        points.push([edge, level], [end, level]);
        edge = end;
      }
      const outside = (low, high) => {
        if (high <= low) return;
        drawing.rectangle(x(low), box.top, x(high) - x(low), below.bottom - box.top, "outside");
      };
      outside(grid.upper, to);
      if (isWhole) outside(from, grid.lower);
      for (const value of ticks(from, to, drawing.width / 90)) {
        drawing.line(x(value), box.top, x(value), below.bottom, "hair");
        drawing.centred(x(value), below.bottom + 18, written3(value), "soft");
      }
      for (const value of heights) {
        drawing.text(box.left - 6, y(value) + 4, written3(value), "soft", "end");
      }
      drawing.line(x(from), y(from), x(to), y(to), "identity");
      const trace = (list, height) =>
        "M" + list.map(([a, b]) => `${x(a).toFixed(1)} ${height(b).toFixed(1)}`).join("L");
      drawing.path(trace(points, y), "stairs");
      const part = isWhole ? `all ${count} levels` : `the last 12 of ${grouped(count)} levels`;
      drawing.text(8, 16, "Q(x), " + part, "soft");
      // The error Q(x) - x: a saw within the grid, a slope outside.
      const errors = points.map(([a, b]) => [a, b - a]);
      const size = Math.max(...errors.map(([, error]) => Math.abs(error)), grid.step);
      const e = linear(-size, size * (isWhole ? 1 : 0.25), below.bottom, below.top);
      drawing.line(box.left, e(0), box.right, e(0), "axis");
      drawing.path(trace(errors, e), "saw");
      drawing.text(8, below.top - 12, "error Q(x) \u2212 x", "soft");
      drawing.text(box.right, drawing.height - 6, "value x", "soft", "end");
      const room = [x(grid.upper), x(to)];
      if (room[1] - room[0] > 60) {
        drawing.text((room[0] + room[1]) / 2, box.bottom - 8, "clipped", "label cut-label", "middle");
      }
      drawing.line(x(state.t), box.top - 4, x(state.t), below.bottom, "own");
      drawing.text(x(state.t) - 6, box.top + 4, "t", "own-label", "end");
      // The step.
      if (!isWhole || count <= 8) {
        const i = isWhole ? Math.min(1, count - 2) : count - 8;
        const a = grid.lower + i * grid.step, b = a + grid.step;
        drawing.path(`M${x(b) + 4} ${y(a)}h8M${x(b) + 8} ${y(a)}V${y(b)}`, "measure");
        drawing.text(x(b) + 16, (y(a) + y(b)) / 2 + 4, "\u0394", "label");
      }
      drawing.finish();
    };
    """#
}
