extension ExplorerScript {
  /// View 4: the whole network, an output per column: where you are, how far values reach, what was chosen, and what
  /// rounding an output alone cost.
  static let strip = #"""
    const spreads = [];
    const spreadOf = (index) => {
      spreads[index] = spreads[index] || (() => {
        const h = histogramOf(index);
        return { half: magnitudeAt(h, 0.5), most: magnitudeAt(h, 0.999), all: h.largest };
      })();
      return spreads[index];
    };

    // MSE's power of two at the output's own bit width and sign.
    const ownChoices = [];
    const ownChoice = (index) => {
      const { bits, signed } = data.outputs[index];
      ownChoices[index] = ownChoices[index] || powerOfTwoSearch(
        histogramOf(index), { bits, signed, method: "mse", p: 2, hardware: "pot" }).t;
      return ownChoices[index];
    };

    // Thresholds of other outputs would tell a guesser what to expect, so they come with the reveal.
    const drawStrip = () => {
      const n = data.outputs.length;
      const drawing = new Drawing(byId("strip-view"), 270);
      const box = { left: 46, right: drawing.width - 12, top: 34, bottom: 160 };
      const wide = (box.right - box.left) / n;
      const all = data.outputs.map((_, i) => spreadOf(i));
      const top = Math.ceil(Math.log2(Math.max(...all.map((spread) => spread.all)))) + 0.5;
      const least = Math.min(...all.map((spread) => Math.max(spread.half, spread.all / 4096)));
      const bottom = Math.max(top - 13, Math.floor(Math.log2(least)));
      const height = linear(bottom, top, box.bottom, box.top);
      const y = (value) => clamp(height(Math.log2(Math.max(value, 1e-30))), box.top, box.bottom);
      const every = top - bottom > 8 ? 3 : 2;
      for (let exponent = Math.floor(top); exponent >= bottom; exponent -= every) {
        drawing.line(box.left, y(2 ** exponent), box.right, y(2 ** exponent), "hair");
        drawing.text(box.left - 6, y(2 ** exponent) + 4, threshold(2 ** exponent), "soft", "end");
      }
      const here = state.output;
      drawing.rectangle(box.left + here * wide - 1, box.top - 14, wide + 2, box.bottom - box.top + 84, "current");
      const bar = clamp(wide * 0.5, 1.5, 10);
      all.forEach((spread, i) => {
        const middle = box.left + (i + 0.5) * wide;
        drawing.line(middle, y(spread.half), middle, y(spread.all), "reach");
        drawing.rectangle(middle - bar / 2, y(spread.most), bar, y(spread.half) - y(spread.most), "spread");
        if (state.shown) {
          const t = y(ownChoice(i));
          drawing.line(middle - wide * 0.45, t, middle + wide * 0.45, t, "choice-mark");
        }
      });
      const own = y(state.t), middle = box.left + (here + 0.5) * wide;
      drawing.path(`M${middle - 5} ${box.top - 20}h10l-5 7Z`, "pointer");
      drawing.line(middle - Math.max(wide * 0.7, 6), own, middle + Math.max(wide * 0.7, 6), own, "own");
      // Measured: what rounding an output alone did to the logits, and whether answers changed.
      const few = data.measured.few, at = data.factors.indexOf(1);
      const noise = data.outputs.map((output) => output.noise[at]).filter((x) => typeof x === "number");
      const quiet = Math.max(...noise, 1), loud = Math.min(...noise, quiet - 1);
      const row = linear(quiet, loud, box.bottom + 58, box.bottom + 30);
      drawing.text(box.left - 6, row(loud) + 4, Math.round(loud) + " dB", "soft", "end");
      drawing.text(box.left - 6, row(quiet) + 4, Math.round(quiet) + " dB", "soft", "end");
      data.outputs.forEach((output, i) => {
        if (!output.kept.length) return;
        const size = clamp(wide * 0.36, 1.6, 4), centre = box.left + (i + 0.5) * wide;
        const place = row(typeof output.noise[at] === "number" ? output.noise[at] : quiet);
        if (output.kept[at] === few) drawing.circle(centre, place, size * 0.75, "measured none");
        else drawing.path(symbolPath("kl", centre, place, size * 1.3), "measured lost");
      });
      drawing.text(box.right, 14, "|value|, doubling", "soft", "end");
      let name = output().name;
      while (name.length > 8 && widthOf(name) > drawing.width - 8) name = name.slice(0, -6) + "\u2026";
      byId("key-choice").hidden = !state.shown;
      drawing.centred(middle, drawing.height - 26, name, "own-label");
      drawing.text(box.left, drawing.height - 6, "input", "soft");
      drawing.text(box.right, drawing.height - 6, "answer", "soft", "end");
      drawing.finish();
      drawStrip.place = { box, wide };
    };
    """#
}
