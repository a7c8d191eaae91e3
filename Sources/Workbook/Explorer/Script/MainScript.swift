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
      if (isResized === true) for (const name of Object.keys(drawn)) delete drawn[name];
      const { t, bits, sign, error, p, hardware, counts, shown } = state;
      const place = state.output;
      const isDone = waiting.size;
      drawIf("controls", JSON.stringify([t, bits, sign, error, p, hardware, counts, shown, place, state.predict, state.full, state.hide]), drawControls);
      drawIf("histogram", [place, t, bits, sign, p, counts, shown, hardware, isDone].join(), drawHistogram);
      drawIf("curve", [place, t, bits, sign, error, p, hardware, shown, isDone].join(), drawCurve);
      drawIf("staircase", [place, t, bits, sign].join(), drawStaircase);
      drawIf("strip", [place, t, shown].join(), drawStrip);
      drawIf("numbers", [place, t, bits, sign, error, p, hardware, shown, isDone].join(), drawNumbers);
      drawIf("methods", [place, t, bits, sign, error, p, hardware, shown, isDone].join(), drawMethods);
      drawIf("truth", [bits, error].join(), drawTruth);
      drawIf("alone", [place, t, bits, shown].join(), drawAlone);
      drawIf("round", [place, shown, state.placed].join(), drawRound);
    };

    const changed = () => {
      draw();
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
