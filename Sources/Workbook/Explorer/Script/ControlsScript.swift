extension ExplorerScript {
  /// The controls: each writes the state and calls changed().
  static let controls = #"""
    const setThreshold = (t) => {
      if (!(t > 0) || !Number.isFinite(t)) return;
      state.t = allowed(t);
      changed();
    };

    // A number as people type it: 4, 0.5, 1/8, 2^-3.
    const typedNumber = (text) => {
      const words = text.trim().replace(",", ".").replace("\u2212", "-");
      const power = words.match(/^2\s*\^\s*(-?\d+)$/), ratio = words.match(/^([\d.]+)\s*\/\s*([\d.]+)$/);
      if (power) return 2 ** Number(power[1]);
      if (ratio) return Number(ratio[1]) / Number(ratio[2]);
      return words === "" ? NaN : Number(words);
    };

    const takeTyped = () => {
      const t = typedNumber(byId("t-typed").value);
      if (!(t > 0) || !Number.isFinite(t)) {
        setText("t-note", "A threshold is a number above 0, such as 4, 0.5, 1/8 or 2^-3.");
        return;
      }
      setThreshold(t);
      setText("t-note", state.t === t ? "" : state.hardware === "pot" && !Number.isInteger(Math.log2(t))
        ? `${threshold(t)} is no power of two; ${threshold(state.t)} is the nearest.`
        : `${threshold(t)} is outside of what is tried; ${threshold(state.t)} is the end.`);
    };

    // One stop of the slider: a doubling, or a sixteenth of one where any t will do.
    const stop = () => (state.hardware === "pot" ? 1 : 1 / 16);
    const stepThreshold = (count) => {
      setText("t-note", "");
      setThreshold(2 ** (Math.log2(state.t) + count * stop()));
    };

    const reveal = () => {
      state.shown = true;
      revealed.add(state.output);
      scoreTurn();
      changed();
      // The views stay in view.
      (isPlaying() && state.placed.length < data.round.length ? byId("next-turn") : byId("choices-title"))
        .focus({ preventScroll: true });
    };

    const turnTo = (index) => {
      if (index === state.output || index < 0 || index >= data.outputs.length) return;
      const isRight = state.bits === output().bits;
      goTo(index);
      if (isRight) state.bits = output().bits;
      setText("t-note", "");
      changed();
    };

    const dragOn = (svg, isTouched, place) => {
      let isDragging = false;
      svg.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || !isTouched(event)) return;
        isDragging = true;
        svg.setPointerCapture(event.pointerId);
        place(event, false);
      });
      svg.addEventListener("pointermove", (event) => { if (isDragging) place(event, true); });
      for (const kind of ["pointerup", "pointercancel"]) svg.addEventListener(kind, () => { isDragging = false; });
    };
    const pointIn = (svg, event) => (event.clientX - svg.getBoundingClientRect().left) / scale();

    const bind = () => {
      byId("output").replaceChildren(...data.outputs.map(
        (output, i) => element("option", { value: i }, `${i + 1}  ${output.name}`)));
      byId("error").replaceChildren(...methods.map(({ name, title }) => element("option", { value: name }, title)));
      byId("why-methods").replaceChildren(...methods.flatMap(
        ({ title, why }) => [element("dt", {}, title), element("dd", {}, why)]));
      const on = (id, kind, act) => byId(id).addEventListener(kind, act);
      on("t", "input", () => {
        setText("t-note", "");
        setThreshold(2 ** Number(byId("t").value));
      });
      on("t-less", "click", () => stepThreshold(-1));
      on("t-more", "click", () => stepThreshold(1));
      on("t-typed", "change", takeTyped);
      // Return has changed the field already.
      on("t-form", "submit", (event) => event.preventDefault());
      const setBits = (bits) => {
        state.bits = clamp(bits, 2, 16);
        changed();
      };
      on("bits", "input", () => setBits(Number(byId("bits").value)));
      on("bits-less", "click", () => setBits(state.bits - 1));
      on("bits-more", "click", () => setBits(state.bits + 1));
      on("output", "change", () => turnTo(Number(byId("output").value)));
      on("previous", "click", () => turnTo(state.output - 1));
      on("next", "click", () => turnTo(state.output + 1));
      for (const key of ["sign", "error"]) {
        on(key, "change", () => {
          state[key] = byId(key).value;
          changed();
        });
      }
      on("p", "change", () => {
        const p = Number(byId("p").value);
        if (p > 0 && p <= 16) state.p = p;
        changed();
      });
      for (const [key, values] of [["hardware", ["pot", "any"]], ["counts", ["log", "linear"]]]) {
        for (const value of values) {
          on(key + "-" + value, "change", () => {
            state[key] = value;
            state.t = allowed(state.t);
            changed();
          });
        }
      }
      on("predict", "change", () => {
        state.predict = byId("predict").checked;
        if (!state.predict) state.shown = true;
        changed();
      });
      on("reveal", "click", reveal);
      on("start-round", "click", startRound);
      on("next-turn", "click", nextTurn);
      on("end-round", "click", () => {
        state.placed = null;
        changed();
        byId("start-round").focus();
      });
      on("full", "click", () => showFull(!state.full));
      document.addEventListener("fullscreenchange", () => {
        if (!document.fullscreenElement && state.full) showFull(false);
      });
      document.addEventListener("keydown", (event) => {
        const isTyped = /INPUT|SELECT/.test(event.target.tagName);
        if (isTyped || event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === "n") turnTo(state.output + 1);
        if (event.key === "p") turnTo(state.output - 1);
        if (event.key === "r" && !state.shown) reveal();
        if (event.key === "f") showFull(!state.full);
        if (event.key === "Escape" && state.full) showFull(false);
      });
      const values = byId("histogram-view");
      dragOn(values, () => true, (event) => {
        const { box, shape } = drawHistogram.place;
        const value = linear(box.left, box.right, shape.left, shape.right)(pointIn(values, event));
        setThreshold(Math.max(Math.abs(value), 1e-12));
      });
      const strip = byId("strip-view");
      dragOn(strip, () => true, (event, isMoving) => {
        const { box, wide } = drawStrip.place;
        const index = Math.floor((pointIn(strip, event) - box.left) / wide);
        if (!isMoving && !isPlaying()) turnTo(clamp(index, 0, data.outputs.length - 1));
      });
      addEventListener("hashchange", () => {
        if (location.hash === written) return;
        readFragment(location.hash.slice(1));
        changed();
      });
      // Drawings are as wide as their places.
      let width = innerWidth;
      addEventListener("resize", () => {
        if (width === innerWidth) return;
        width = innerWidth;
        draw(true);
      });
    };

    const showFull = (isFull) => {
      state.full = isFull;
      const page = document.documentElement;
      // A browser that refuses still shows the larger layout.
      if (isFull && page.requestFullscreen) page.requestFullscreen().catch(() => {});
      else if (!isFull && document.fullscreenElement) document.exitFullscreen();
      changed();
    };

    // What the controls show is what the state says.
    const drawControls = () => {
      const { top, bottom } = exponents(), slider = byId("t");
      slider.min = bottom;
      slider.max = top;
      slider.step = stop();
      slider.value = Math.log2(state.t);
      const exponent = Math.log2(state.t);
      byId("t-typed").value = Number.isInteger(exponent) && (exponent < -3 || exponent > 16)
        ? "2^" + exponent : String(Number(state.t.toPrecision(6)));
      byId("bits").value = state.bits;
      setText("bits-value", String(state.bits));
      byId("output").value = state.output;
      byId("previous").disabled = state.output === 0;
      byId("next").disabled = state.output === data.outputs.length - 1;
      byId("sign").value = state.sign;
      byId("error").value = state.error;
      byId("p").value = state.p;
      byId("p-field").hidden = state.error !== "lp";
      byId("hardware-" + state.hardware).checked = true;
      byId("counts-" + state.counts).checked = true;
      byId("predict").checked = state.predict;
      setText("error-meaning", methodNamed(state.error).meaning);
      setText("full", state.full ? "Leave full screen" : "Full screen");
      setText("where", (turn() < 0 ? "" : `Round, ${turn() + 1} of ${data.round.length}. `)
        + `Output ${state.output + 1} of ${data.outputs.length}`);
      setText("output-name", output().name);
      const { signed, values, minimum, maximum } = output();
      setText("output-facts", `${signed ? "signed" : "unsigned"}, ${grouped(values)} values `
        + `from ${written3(minimum)} to ${written3(maximum)}`
        + (data.zThreshold ? `; bins beyond ${data.zThreshold} standard deviations are left out` : ""));
      setText("sign-data", "as the values: " + (output().signed ? "signed" : "unsigned"));
      document.body.classList.toggle("full", state.full);
      for (const part of document.querySelectorAll("[data-part]")) {
        part.classList.toggle("gone", state.hide.includes(part.dataset.part));
      }
    };
    """#
}
