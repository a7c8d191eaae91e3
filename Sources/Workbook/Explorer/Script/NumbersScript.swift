extension ExplorerScript {
  /// The numbers beside the views, the methods' choices, and what the hardware's rule costs.
  static let numbers = #"""
    // How much larger an error is than the best one.
    const against = (error, best) => {
      if (!best || best.error === undefined) return "";
      if (best.error === 0) return error === 0 ? "the best" : "the best is 0";
      const ratio = error / best.error;
      return ratio === 1 ? "the best" : ratio < 1.0005 && ratio > 1 ? "1.000 times the best"
        : "" + written3(ratio) + " times the best";
    };

    const current = () => {
      const h = histogram(), grid = gridOf(state.t, isSigned(), state.bits);
      const parts = errorParts(h, grid, 2);
      return { h, grid, outside: parts.outside, error: errorOf(h, question()), noise: decibels(h, grid) };
    };

    const drawNumbers = () => {
      const { grid, outside, error, noise } = current();
      const name = titleOf(state.error, state.p), hidden = "after the reveal";
      setText("number-t", threshold(state.t));
      setText("number-step", written3(grid.step));
      setText("number-levels", grouped(2 ** state.bits));
      setText("number-range", threshold(grid.lower) + " \u2026 " + written3(grid.upper));
      setText("number-cut", percent(outside));
      setText("number-error-name", "ERR, " + name);
      setText("number-error", !state.shown ? hidden : state.error === "noClipping" ? "none" : written3(error));
      setText("number-against", !state.shown ? hidden
        : state.error === "noClipping" ? "compares nothing"
        : against(error, bestAllowed()) || "\u2026");
      setText("number-noise", !state.shown ? hidden : Number.isFinite(noise) ? noise.toFixed(1) + " dB" : "\u221e");
      // What is heard of a slider.
      const spoken = (x) => String(Number(x.toPrecision(3)));
      const words = [
        "threshold " + spoken(state.t),
        state.shown && state.error !== "noClipping" ? "error " + spoken(error) : "step " + spoken(grid.step),
        percent(outside).replace("\u202f%", " percent").replace("<", "under") + " clipped",
      ];
      byId("t").setAttribute("aria-valuetext", words.join(", "));
      byId("bits").setAttribute("aria-valuetext", state.bits + " bits, " + 2 ** state.bits + " levels");
    };

    // The rows of the methods: what each chose, and what that loses for the error that is looked at.
    const drawMethods = () => {
      byId("guess").hidden = state.shown;
      byId("choices-later").hidden = state.shown;
      byId("choices").hidden = !state.shown;
      if (!state.shown) return;
      const h = histogram(), best = bestAllowed();
      const compares = state.error !== "noClipping";
      const row = (symbol, name, found) => {
        if (!found) return [symbol, name, "\u2026", "", "", ""];
        const error = errorOf(h, question({ t: found.t }));
        const cut = errorParts(h, gridOf(found.t, isSigned(), state.bits), 2).outside;
        const loss = compares ? against(error, best).replace(" times the best", "\u00d7") : "";
        return [symbol, name, threshold(found.t), compares ? written3(error) : "", loss, percent(cut)];
      };
      const rows = [["own", "yours", { t: state.t }]]
        .concat(methods.map(({ name }) => [name, titleOf(name, state.p), chosenNow(name)]));
      byId("choices-error").textContent = "its " + titleOf(state.error, state.p);
      byId("choices-rows").replaceChildren(...rows.map((words) => {
        const [symbol, name, ...cells] = row(...words);
        const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        mark.setAttribute("viewBox", "0 0 14 14");
        mark.setAttribute("aria-hidden", "true");
        mark.innerHTML = symbol === "own" ? '<path class="own" d="M7 0V14"/>'
          : `<path class="symbol ${symbol}" d="${symbolPath(symbol, 7, 7, 4.6)}"/>`;
        return element("tr", symbol === "own" ? { class: "yours" } : {},
          element("th", { scope: "row" }, mark, name), ...cells.map((cell) => element("td", {}, cell)));
      }));
      setText("choices-note", data.outputs[state.output].bounded
        ? "The range of this output is known, so the workbook does not search it. These are what a search would find."
        : state.hardware === "any"
        ? "With any t, a search begins at the largest value and walks to a better one. KL\u2019s does not get to the tiny t at which its error is 0, and which it takes among powers of two."
        : "Method by method: the threshold that makes its own error smallest.");
      drawWhy(best);
      drawHardware(best);
    };

    // What half and twice the best threshold would do.
    const drawWhy = (best) => {
      const h = histogram(), power = powerOf(state.error, state.p);
      const name = titleOf(state.error, state.p);
      if (state.error === "noClipping") setText("why", "The smallest t that covers the largest value.");
      else if (!best) setText("why", "\u2026");
      else if (!power) {
        setText("why", `At t = ${threshold(best.t)}, ${name} finds the two histograms most alike. It has no parts.`);
      } else if (best.error === 0) setText("why", `At t = ${threshold(best.t)} nothing is clipped or rounded.`);
      else {
        const beside = (factor) => {
          const t = factor * best.t, parts = errorParts(h, gridOf(t, isSigned(), state.bits), power);
          const sum = parts.clipping + parts.rounding;
          const share = Math.max(parts.clipping, parts.rounding) / sum;
          const cause = parts.clipping > parts.rounding ? "values that are clipped"
            : `rounding, with steps ${factor === 2 ? "twice" : "half"} as coarse`;
          return `${threshold(t)}: ${written3(sum / best.error)}\u00d7 the error, `
            + `${share > 0.995 ? "all" : percent(share)} of it from ${cause}.`;
        };
        setText("why", `${name} is smallest at t = ${threshold(best.t)}. Half of it, ${beside(0.5)} Twice, ${beside(2)}`);
      }
    };

    // The error that powers of two cost here.
    const drawHardware = () => {
      const words = byId("hardware-cost");
      if (state.error === "noClipping") {
        words.textContent = "NOCLIPPING compares nothing. Choose an error to see what powers of two cost.";
        return;
      }
      const h = histogram(), key = keyOf("free", state.error);
      const free = answer(key, function* () {
        const points = yield* curveOf(h, question({ hardware: "any" }));
        const walked = yield* search(h, question({ hardware: "any" }));
        return points.reduce((best, point) => (point.error < best.error ? point : best), walked);
      });
      const boundKey = keyOf("bound", state.error);
      if (!answers.has(boundKey)) answers.set(boundKey, powerOfTwoSearch(h, question({ hardware: "pot" })));
      const bound = answers.get(boundKey);
      if (!free) {
        words.textContent = "\u2026";
        return;
      }
      const name = titleOf(state.error, state.p);
      const ratio = free.error > 0 ? bound.error / free.error : 1;
      const at = ({ error, t }) => `${written3(error)} at t = ${threshold(t)}. `;
      const inDecibels = state.error === "mse" ? `, ${written3(10 * Math.log10(ratio))} dB.` : ".";
      words.textContent = `Powers of two: ${name} ${at(bound)}Any t: ${at(free)}` + (ratio < 1.0005
        ? "Here the rule costs nothing."
        : `Here the rule costs ${written3(100 * (ratio - 1))}\u202f% more error${inDecibels} What any t does to the answers was not measured.`);
    };
    """#
}
