extension ExplorerScript {
  /// One state; every control writes it, every view reads it, and the address holds it.
  static let state = #"""
    const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

    // The parts that a link can hide.
    const hideable = ["intro", "output", "bits", "sign", "error", "hardware", "counts", "predict",
      "histogram", "curve", "staircase", "strip", "numbers", "methods", "truth", "round", "legend"];

    const initial = () => ({
      output: data.first, t: 0, bits: 0, sign: "data", error: "mse", p: 3, hardware: "pot", counts: "log",
      predict: true, shown: true, full: false, hide: [], placed: null,
    });
    const state = initial();

    const output = () => data.outputs[state.output];
    const histogram = () => histogramOf(state.output);
    const isSigned = () => (state.sign === "data" ? output().signed : state.sign === "signed");
    const question = (more) => ({
      t: state.t, signed: isSigned(), bits: state.bits, method: state.error, p: state.p,
      hardware: state.hardware, ...more,
    });

    // The exponents that t may have: those of the twenty candidates.
    const exponents = () => {
      const top = Math.log2(histogram().covering) + 1;
      return { top, bottom: top - 19 };
    };
    const allowed = (t) => {
      const { top, bottom } = exponents();
      let exponent = Math.log2(t);
      if (state.hardware === "pot") exponent = Math.round(exponent);
      return exponent >= top ? 2 ** top : exponent <= bottom ? 2 ** bottom
        : state.hardware === "pot" ? 2 ** exponent : t;
    };
    // Where a threshold lies before somebody moved it: it covers everything.
    const startingThreshold = () => histogram().covering;

    // What was revealed once is shown when somebody comes back.
    const revealed = new Set([data.first]);

    const goTo = (index) => {
      state.output = clamp(index, 0, data.outputs.length - 1);
      state.bits = state.bits || output().bits;
      state.t = startingThreshold();
      state.shown = !state.predict || revealed.has(state.output);
    };
    """#
}
