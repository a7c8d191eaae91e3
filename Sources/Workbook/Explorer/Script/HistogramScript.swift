extension ExplorerScript {
  /// View 1: the values, the grid's levels below them, and what is clipped.
  static let histogram = #"""
    // The range of values that is shown: all of them, and the threshold that covers them if it is not far.
    const shownRange = (h) => {
      const negative = isSigned() || h.populatedLower < 0;
      const right = Math.max(h.populatedUpper, h.covering <= 1.5 * h.largest ? h.covering : 0, 0);
      const left = negative ? Math.min(h.populatedLower, 0) : 0;
      const pad = 0.03 * (right - left || 1);
      return { left: left - pad, right: right + pad };
    };

    // Bins of the drawing, each with the values of several bins of the histogram.
    const bars = new Map();
    const barsOf = (index, count) => {
      const key = index + "," + count + "," + isSigned();
      if (bars.has(key)) return bars.get(key);
      const h = histogramOf(index), { left, right } = shownRange(h);
      const heights = new Float64Array(count), width = (right - left) / count;
      for (let i = 0; i < h.counts.length; i++) {
        if (h.counts[i] === 0) continue;
        // Spread over the drawing's bins, as if the values lay evenly in theirs.
        const from = (h.edges[i] - left) / width, to = (h.edges[i + 1] - left) / width;
        for (let bar = Math.max(Math.floor(from), 0); bar < Math.min(to, count); bar++) {
          heights[bar] += h.counts[i] * (Math.min(bar + 1, to) - Math.max(bar, from)) / (to - from);
        }
      }
      const made = { heights, left, right, most: Math.max(...heights) };
      bars.set(key, made);
      return made;
    };

    // The names of a group in as many lines as they need.
    const linesOf = (group, width) => {
      const lines = [[]];
      const words = (names, end) => names.map((name) => titleOf(name, state.p)).join(" = ") + end;
      for (const name of group.methods) {
        const longer = [...lines.at(-1), name];
        const room = 12 * longer.length + 8 + widthOf(words(longer, "  " + threshold(group.t) + " \u2192"));
        if (lines.at(-1).length > 0 && room > width) lines.push([name]);
        else lines[lines.length - 1] = longer;
      }
      return lines.map((names, i) => ({
        names, group, words: words(names, i === lines.length - 1 ? "  " + threshold(group.t) : " ="),
      }));
    };

    const drawHistogram = () => {
      const h = histogram(), grid = gridOf(state.t, isSigned(), state.bits);
      const groups = state.shown ? groupsOfChoices() : [];
      const lines = groups.flatMap((group) => linesOf(group, viewWidth("histogram-view")));
      const rows = lines.length;
      const drawing = new Drawing(byId("histogram-view"), 300 + 17 * rows);
      const box = { left: 46, right: drawing.width - 12, top: 34 + 17 * rows, bottom: 240 + 17 * rows };
      const shape = barsOf(state.output, Math.min(300, Math.round((box.right - box.left) / 2)));
      const x = linear(shape.left, shape.right, box.left, box.right);
      const isLog = state.counts === "log", top = Math.log10(Math.max(shape.most, 1) * 1.3);
      const floor = Math.log10(0.5);
      const y = isLog
        ? (count) => (count <= 0.5 ? box.bottom : linear(floor, top, box.bottom, box.top)(Math.log10(count)))
        : linear(0, shape.most * 1.05, box.bottom, box.top);
      // Counts.
      const marks = isLog
        ? Array.from({ length: Math.floor(top) + 1 }, (_, i) => 10 ** i).filter((_, i) => top < 6 || i % 2 === 0)
        : ticks(0, shape.most, 4);
      for (const count of marks) {
        drawing.line(box.left, y(count), box.right, y(count), "hair");
        const words = isLog && count >= 1000 ? "10" + superscript(Math.log10(count)) : written3(count);
        drawing.text(box.left - 6, y(count) + 4, words, "soft", "end");
      }
      // Values: within the grid, and clipped.
      const pieces = [];
      const width = (box.right - box.left) / shape.heights.length;
      shape.heights.forEach((count, i) => {
        const start = (box.left + i * width).toFixed(1), across = (width + 0.2).toFixed(2);
        if (count > 0) pieces.push(`M${start} ${box.bottom}V${y(count).toFixed(1)}h${across}V${box.bottom}Z`);
      });
      const outline = pieces.join("");
      const ends = [clamp(x(grid.lower), box.left, box.right), clamp(x(grid.upper), box.left, box.right)];
      const column = (from, to) => `M${from} 0H${to}V${drawing.height}H${from}Z`;
      const outside = column(box.left, h.populatedLower < grid.lower ? ends[0] : box.left) + column(ends[1], box.right);
      drawing.parts.push(
        `<defs><clipPath id="cut"><path d="${outside}"/></clipPath>`
        + '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        + 'patternTransform="rotate(45)"><path d="M0 0V6" class="hatching"/></pattern></defs>');
      drawing.path(outline, "values");
      drawing.path(outline, "cut", { "clip-path": "url(#cut)" });
      drawing.path(outline, "hatched", { "clip-path": "url(#cut)" });
      drawing.line(box.left, box.bottom, box.right, box.bottom, "axis");
      // Levels, thinned to what can be seen.
      const pixel = (shape.right - shape.left) / (box.right - box.left);
      const every = Math.max(1, 2 ** Math.ceil(Math.log2(3.2 * pixel / grid.step)));
      const levels = [];
      const firstLevel = Math.ceil((Math.max(grid.lower, shape.left) - grid.lower) / grid.step / every) * every;
      for (let i = firstLevel; i < 2 ** state.bits; i += every) {
        const value = grid.lower + i * grid.step;
        if (value > shape.right) break;
        levels.push(`M${x(value).toFixed(1)} ${box.bottom + 3}v7`);
      }
      drawing.path(levels.join(""), "levels");
      for (const value of ticks(shape.left, shape.right, drawing.width / 60)) {
        drawing.centred(x(value), box.bottom + 26, written3(value), "soft");
      }
      drawing.text(box.right, drawing.height - 12, "value of the output", "soft", "end");
      const which = every === 1 ? "the levels" : `one level in ${every}`;
      drawing.text(box.left, drawing.height - 12, "ticks: " + which, "soft");
      drawing.text(box.left - 40, 14, isLog ? "values, logarithmic" : "values", "soft");
      // What the methods chose, each with its names.
      for (const group of groups) {
        const kind = "choice " + group.methods[0];
        const height = 34 + 17 * lines.findIndex((line) => line.group === group);
        const place = clamp(x(group.t), box.left, box.right);
        drawing.line(place, height, place, box.bottom, kind);
        if (isSigned() && x(-group.t) > box.left) {
          drawing.line(x(-group.t), height, x(-group.t), box.bottom, kind + " faint");
        }
      }
      // Your threshold.
      const own = clamp(x(state.t), box.left, box.right);
      drawing.line(own, 18, own, box.bottom + 12, "own");
      if (isSigned() && x(-state.t) > box.left) {
        drawing.line(x(-state.t), 18, x(-state.t), box.bottom + 12, "own faint");
      }
      drawing.add("circle", { cx: own, cy: 18, r: 8, class: "handle", id: "handle" });
      // Names lie on top of all lines.
      lines.forEach(({ names, group, words }, row) => {
        const height = 34 + 17 * row, place = clamp(x(group.t), box.left, box.right);
        const isLast = lines[row + 1]?.group !== group;
        const text = words + (isLast && x(group.t) > box.right ? " \u2192" : "");
        // On the side that has room, or as far to the left as it must be.
        const symbols = 12 * names.length, room = symbols + 6 + widthOf(text);
        const start = place + 8 + room < drawing.width ? place + 8
          : place - 8 - room > 0 ? place - 8 - room : drawing.width - room;
        names.forEach((name, i) => drawing.symbol(start + 6 + 12 * i, height + 4, name));
        drawing.text(start + symbols + 4, height + 8, text, "label");
      });
      const beyond = x(state.t) > box.right + 1 ? " \u2192" : "";
      const onLeft = own > drawing.width - 120;
      const words = "t = " + threshold(state.t) + beyond;
      drawing.text(own + (onLeft ? -13 : 13), 23, words, "own-label", onLeft ? "end" : "start");
      drawing.finish();
      drawHistogram.place = { box, shape };
      drawHistogram.height = drawing.height;
    };
    """#
}
