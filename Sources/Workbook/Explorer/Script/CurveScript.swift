extension ExplorerScript {
  /// View 2: ERR(t), what of it is clipping and what is rounding, and the candidates.
  static let curve = #"""
    // Places a name where no other one is: it is moved down until it has room.
    const placed = (labels, gap) => {
      const sorted = labels.slice().sort((a, b) => a.y - b.y);
      sorted.forEach((label, i) => {
        if (i > 0) label.y = Math.max(label.y, sorted[i - 1].y + gap);
      });
      return sorted;
    };

    const drawCurve = () => {
      const drawing = new Drawing(byId("curve-view"), drawHistogram.height);
      const box = { left: 62, right: drawing.width - 14, top: 30, bottom: drawing.height - 54 };
      const middle = (box.left + box.right) / 2;
      const note = (...lines) => lines.forEach((line, i) =>
        drawing.text(middle, 130 + 22 * i, line, "soft", "middle"));
      if (!state.shown || state.error === "noClipping") {
        drawing.rectangle(box.left, box.top, box.right - box.left, box.bottom - box.top, "empty");
        if (state.shown) note("NOCLIPPING has no curve:", "it compares nothing.");
        else note("The curve would tell.", "Place t first, then reveal.");
        drawing.finish();
        return;
      }
      const points = curve(), h = histogram();
      if (!points) {
        note("\u2026");
        drawing.finish();
        return;
      }
      const { top } = exponents();
      const bottom = Math.max(Math.min(top - 8, Math.floor(Math.log2(state.t)) - 1), top - 19);
      const seen = points.filter((point) => Math.log2(point.t) >= bottom);
      const x = linear(bottom, top, box.left, box.right);
      const sizes = seen.map((point) => point.error).filter((error) => error > 0 && Number.isFinite(error));
      if (!sizes.length) {
        note("The error is 0 wherever t is compared.");
        drawing.finish();
        return;
      }
      const least = Math.min(...sizes), most = Math.max(...sizes);
      const hasParts = powerOf(state.error, state.p) !== undefined;
      const span = clamp(Math.log10(most / least), 0.5, 6);
      // Below the lowest point there is room to see its two parts cross.
      const low = Math.log10(least) - (hasParts ? 0.3 : 0.15) * span;
      const high = Math.min(Math.log10(most), Math.log10(least) + 6) + 0.06 * span;
      const scale = linear(low, high, box.bottom, box.top);
      const y = (error) => (error > 0 ? clamp(scale(Math.log10(error)), box.top - 6, box.bottom + 6) : box.bottom + 6);
      // Axes.
      const octaves = top - bottom > 12 || drawing.width < 420 ? 2 : 1;
      for (let exponent = top; exponent >= bottom; exponent -= octaves) {
        drawing.line(x(exponent), box.top, x(exponent), box.bottom, "hair");
        drawing.centred(x(exponent), box.bottom + 18, threshold(2 ** exponent), "soft");
      }
      const decades = Math.floor(high) - Math.ceil(low) + 1;
      const factors = decades >= 2 ? [1] : decades === 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8];
      for (let exponent = Math.floor(low); exponent <= high; exponent++) {
        for (const factor of factors) {
          const error = factor * 10 ** exponent, height = scale(Math.log10(error));
          if (height > box.bottom || height < box.top) continue;
          drawing.line(box.left, height, box.right, height, "hair");
          drawing.text(box.left - 6, height + 4, written3(error), "soft", "end");
        }
      }
      drawing.line(box.left, box.bottom, box.right, box.bottom, "axis");
      drawing.text(box.right, drawing.height - 12, "threshold t, doubling", "soft", "end");
      const unit = state.error.startsWith("kl") ? ", in nats" : "";
      drawing.text(8, 16, "ERR(t): " + titleOf(state.error, state.p) + unit, "soft");
      // Curves.
      const frame = `M${box.left} ${box.top}H${box.right}V${box.bottom}H${box.left}Z`;
      drawing.parts.push(`<defs><clipPath id="inside"><path d="${frame}"/></clipPath></defs>`);
      const trace = (part) => {
        let isOpen = false;
        return seen.map((point) => {
          const value = point[part];
          if (!(value > 0) || !Number.isFinite(value)) {
            isOpen = false;
            return "";
          }
          const place = `${x(Math.log2(point.t)).toFixed(1)} ${scale(Math.log10(value)).toFixed(1)}`;
          const piece = (isOpen ? "L" : "M") + place;
          isOpen = true;
          return piece;
        }).join("");
      };
      const inside = { "clip-path": "url(#inside)" };
      if (hasParts) {
        drawing.path(trace("rounding"), "part rounding", inside);
        drawing.path(trace("clipping"), "part clipping", inside);
      }
      drawing.path(trace("error"), "part total", inside);
      if (hasParts) {
        // Names below the crossing, where the parts lie alone: rounding on its left, clipping on its right.
        const foot = low + 0.09 * (high - low);
        const cut = seen.find((point) => point.clipping > 10 ** foot);
        const round = seen.find((point) => point.rounding > 0 && point.rounding < 10 ** foot);
        if (round) {
          const place = Math.max(x(Math.log2(round.t)) - 8, box.left + 62);
          drawing.text(place, box.bottom - 12, "rounding", "label rounding-label", "end");
        }
        if (cut) {
          const place = Math.min(x(Math.log2(cut.t)) + 8, box.right - 56);
          drawing.text(place, box.bottom - 12, "clipping", "label clipping-label");
        }
      }
      // Candidates; a star on the best.
      const best = bestAllowed();
      if (state.hardware === "pot") {
        for (const t of candidatesOf(h)) {
          const point = points.find((point) => point.t === t);
          if (!point || Math.log2(t) < bottom || !Number.isFinite(point.error)) continue;
          drawing.circle(x(Math.log2(t)), y(point.error), 3.2, "candidate");
        }
      }
      const at = clamp(Math.log2(state.t), bottom, top);
      drawing.line(x(at), box.top - 4, x(at), box.bottom, "own");
      if (best && Math.log2(best.t) < bottom) {
        drawing.text(box.left + 6, box.bottom - 8, "\u2190 best " + threshold(best.t), "label");
      } else if (best) {
        drawing.path(symbolPath("star", x(Math.log2(best.t)), y(best.error), 6.5), "star");
        const star = x(Math.log2(best.t)), toLeft = star > middle;
        const words = "best " + threshold(best.t), height = Math.min(y(best.error) + 4, box.bottom - 8);
        drawing.text(star + (toLeft ? -14 : 14), height, words, "label", toLeft ? "end" : "start");
      }
      const error = errorOf(h, question());
      if (Number.isFinite(error)) drawing.circle(x(at), y(error), 5.5, "here");
      const onLeft = x(at) > box.right - 80;
      const words = "t = " + threshold(state.t);
      drawing.text(x(at) + (onLeft ? -6 : 6), box.top + 6, words, "own-label", onLeft ? "end" : "start");
      drawing.finish();
    };
    """#
}
