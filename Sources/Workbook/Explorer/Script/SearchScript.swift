extension ExplorerScript {
  /// ERR(t) by every method, and the searches: the library's ThresholdSearch.
  static let search = #"""
    const methods = [
      { name: "mse", title: "MSE", power: 2, meaning: "the mean squared error",
        why: "squares the errors. It clips values as long as finer steps save more than clipping costs." },
      { name: "noClipping", title: "NOCLIPPING", meaning: "compares nothing: the smallest t not below the largest value",
        why: "looks only at the largest value. It pays with coarse steps for all." },
      { name: "mae", title: "MAE", power: 1, meaning: "the mean absolute error",
        why: "counts errors as they are, not squared. A few values far out weigh little then, so its t is often smaller." },
      { name: "lp", title: "LP", meaning: "the mean of |error| to the power p",
        why: "with p above 2 lets large errors weigh more than MSE does, so its t is often larger." },
      { name: "kl", title: "KL", meaning: "how far the shape of the rounded histogram is from the real one",
        why: "compares shapes: how far a value is moved does not count. At a tiny t nearly all values fall into the two end "
          + "levels. What it still compares fits, and it takes that." },
      { name: "klGuarded", title: "KL guarded", meaning: "KL that needs as many bins as levels, and takes the zeros of a ReLU out",
        why: "may not try such tiny t: it needs as many bins as the grid has levels." },
    ];
    const methodNamed = (name) => methods.find((method) => method.name === name) || methods[0];
    const powerOf = (name, p) => (name === "lp" ? p : methodNamed(name).power);
    const titleOf = (name, p) => (name === "lp" ? "LP p=" + p : methodNamed(name).title);

    // With power-of-two thresholds KL compares [-t, t] also when the grid is unsigned.
    const errorOf = (h, { t, signed, bits, method, p, hardware }) => {
      if (method === "noClipping") return 0;
      const grid = gridOf(t, signed, bits);
      const power = powerOf(method, p);
      if (power) return meanError(h, grid, power);
      const lower = signed || hardware === "pot" ? -t : 0;
      return method === "klGuarded"
        ? guardedDivergence(h, grid, lower, t) : divergence(h, h.counts, grid, lower, t);
    };

    const nextPowerOfTwo = (x) => {
      let power = 2 ** Math.floor(Math.log2(x));
      while (power > x) power /= 2;
      while (2 * power <= x) power *= 2;
      return power === x ? power : 2 * power;
    };

    // Twice the smallest power of two that covers every edge, and its halves.
    const candidatesOf = (h) =>
      Array.from({ length: 20 }, (_, i) => 2 * h.covering / 2 ** i);

    const powerOfTwoSearch = (h, question) => {
      let best = { t: 0, error: Infinity };
      for (const t of candidatesOf(h)) {
        const error = errorOf(h, { ...question, t });
        if (best.t === 0 || error < best.error) best = { t, error };
      }
      return best;
    };

    // The walk from the largest value to a better threshold, thirty points at a time: the library's GridWalk. It
    // stops after every round, so that nobody waits for it.
    const walkSearch = function* (h, question) {
      const start = Math.max(data.minimumThreshold, h.largest);
      let current = start, best = { t: start, error: errorOf(h, { ...question, t: start }) };
      let bottom = 0.7, upper = 1.2;
      for (let round = 0; round < 20; round++) {
        const [from, to] = [current * bottom, current * upper];
        const step = (to - from) / 29;
        let nearest = { t: 0, error: Infinity };
        for (let i = 0; i < 30; i++) {
          const t = i === 29 ? to : i * step + from;
          const error = errorOf(h, { ...question, t });
          if (i === 0 || error < nearest.error) nearest = { t, error };
          if (i % 6 === 5) yield;
        }
        current = nearest.t;
        const improvement = best.error - nearest.error;
        if (nearest.error < best.error) best = nearest;
        if (improvement > 0 && improvement < 1e-11) break;
        if (round % 4 === 0) {
          bottom = Math.min(bottom * 1.02, 0.97);
          upper = Math.max(upper * 0.98, 1.03);
        }
      }
      return best;
    };

    // What a method chooses: a generator, whose last value is { t, error }.
    const search = function* (h, question) {
      let found;
      if (question.method === "noClipping") {
        const largest = Math.max(h.largest, data.minimumThreshold);
        found = { t: question.hardware === "pot" ? nextPowerOfTwo(largest) : largest, error: 0 };
      } else if (question.hardware === "pot") found = powerOfTwoSearch(h, question);
      else found = yield* walkSearch(h, question);
      return found.t < data.minimumThreshold ? { ...found, t: data.minimumThreshold } : found;
    };
    """#
}
