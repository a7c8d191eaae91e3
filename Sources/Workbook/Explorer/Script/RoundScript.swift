extension ExplorerScript {
  /// You against MSE: ten outputs, evenly spread over the network.
  static let round = #"""
    const ratioOf = (index, t, bits) => {
      const h = histogramOf(index), { signed } = data.outputs[index];
      const ask = { signed, bits, method: "mse", p: 2, hardware: "pot" };
      const best = powerOfTwoSearch(h, ask), error = errorOf(h, { ...ask, t });
      const covering = search(h, { ...ask, method: "noClipping" }).next().value.t;
      return {
        best: best.t, ratio: best.error > 0 ? error / best.error : 1,
        covering: best.error > 0 ? errorOf(h, { ...ask, t: covering }) / best.error : 1,
      };
    };

    const startRound = () => {
      state.placed = [];
      state.predict = true;
      state.hardware = "pot";
      state.error = "mse";
      state.sign = "data";
      goTo(data.round[0]);
      state.bits = output().bits;
      state.shown = false;
      changed();
      byId("t").focus();
    };

    const isPlaying = () => state.placed !== null;
    // The number of the output that is being guessed at.
    const turn = () => (isPlaying() ? data.round.indexOf(state.output) : -1);

    // Called when what the methods chose is shown.
    const scoreTurn = () => {
      if (isPlaying() && turn() === state.placed.length) state.placed.push(state.t);
    };

    const nextTurn = () => {
      if (state.placed.length >= data.round.length) {
        byId("round-note").focus();
        return;
      }
      goTo(data.round[state.placed.length]);
      state.bits = output().bits;
      state.shown = false;
      changed();
      byId("t").focus();
    };

    const mean = (list) => Math.exp(list.reduce((sum, x) => sum + Math.log(x), 0) / list.length);

    const drawRound = () => {
      const n = data.round.length;
      byId("start-round").hidden = isPlaying();
      byId("next-turn").hidden = !isPlaying() || !state.shown || state.placed.length >= n;
      byId("end-round").hidden = !isPlaying();
      byId("score").hidden = !isPlaying() || state.placed.length === 0;
      setText("next-turn", `Next: place t for output ${isPlaying() ? state.placed.length + 1 : 1} of ${n}`);
      if (!isPlaying()) {
        setText("round-note", `${n === 10 ? "Ten" : n} outputs, evenly spread over the network. Place t at each, `
          + "then reveal. Your squared error is set against that of MSE\u2019s threshold, which is the smallest "
          + "that powers of two allow.");
        return;
      }
      const results = state.placed.map((t, i) => ratioOf(data.round[i], t, data.outputs[data.round[i]].bits));
      const hits = results.filter((result) => result.ratio <= 1.05).length;
      setText("round-note", state.placed.length < n
        ? `Output ${Math.min(state.placed.length + (state.shown ? 0 : 1), n)} of ${n}. `
          + (state.shown ? "Go on with the next one." : "Place t, then reveal.")
        : `Done: ${hits} of ${n} within 5\u202f% of MSE.`);
      if (!results.length) return;
      byId("score-rows").replaceChildren(...results.map((result, i) => element("tr", {},
        element("th", { scope: "row" }, data.outputs[data.round[i]].name),
        element("td", {}, threshold(state.placed[i])), element("td", {}, threshold(result.best)),
        element("td", {}, written3(result.ratio) + "\u00d7"),
        element("td", {}, written3(result.covering) + "\u00d7"))));
      const factor = (key) => written3(mean(results.map((result) => result[key]))) + "\u00d7";
      setText("score-sum", `Geometric mean of the factors over MSE: you ${factor("ratio")}, NOCLIPPING ${factor("covering")}, MSE 1\u00d7. `
        + `${hits} of ${results.length} within 5\u202f%.`);
    };
    """#
}
