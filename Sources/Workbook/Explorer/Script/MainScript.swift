extension ExplorerScript {
  /// Draws what changed.
  static let main = #"""
    const drawn = {};
    const drawIf = (name, key, act) => {
      if (drawn[name] === key) return;
      drawn[name] = key;
      act();
    };

    const draw = (isResized) => {
      if (isResized === true) {
        sizes.clear();
        for (const name of Object.keys(drawn)) delete drawn[name];
      }
      const { t, bits, sign, error, p, hardware, counts, shown } = state;
      const place = state.output;
      // What was worked out since.
      const known = answers.size;
      drawIf("controls", JSON.stringify(state), drawControls);
      drawIf("histogram", [place, t, bits, sign, p, counts, shown, hardware, known].join(), drawHistogram);
      drawIf("curve", [place, t, bits, sign, error, p, hardware, shown, known].join(), drawCurve);
      drawIf("staircase", [place, t, bits, sign].join(), drawStaircase);
      drawIf("strip", [place, t, shown].join(), drawStrip);
      drawIf("numbers", [place, t, bits, sign, error, p, hardware, shown, known].join(), drawNumbers);
      drawIf("methods", [place, t, bits, sign, error, p, hardware, shown, known].join(), drawMethods);
      drawIf("truth", [bits, error].join(), drawTruth);
      drawIf("alone", [place, t, bits, shown].join(), drawAlone);
      drawIf("round", JSON.stringify([place, shown, state.placed]), drawRound);
    };

    // What is hidden leaves more room to the others.
    let layout = "";
    const changed = () => {
      const own = [state.full, state.hide].join();
      draw();
      if (layout !== own) draw(true);
      layout = own;
      writeFragment();
    };

    byId("explorer").hidden = false;
    bind();
    readFragment(location.hash.slice(1));
    draw();
    // What the first look needs is there before it; some of it asks for more.
    while (waiting.size) {
      finishWork();
      draw();
    }

    // For those who want to compute with it, and for tests.
    window.explorer = {
      data, state, changed, histogramOf, gridOf,
      error: (index, question) => errorOf(histogramOf(index), question),
      search: (index, question) => {
        const work = search(histogramOf(index), question);
        for (;;) {
          const step = work.next();
          if (step.done) return step.value.t;
        }
      },
      isSettled: () => !isWorking && waiting.size === 0,
    };
    """#
}
