extension ExplorerScript {
  /// The address holds the whole state, so that a link leads to what somebody saw.
  static let address = #"""
    const choices = {
      sign: ["data", "signed", "unsigned"], error: methods.map((method) => method.name),
      hardware: ["pot", "any"], counts: ["log", "linear"],
    };

    const fragment = () => {
      const words = new URLSearchParams();
      words.set("output", output().name);
      words.set("t", String(state.t));
      const usual = initial();
      if (state.bits !== output().bits) words.set("bits", state.bits);
      for (const key of Object.keys(choices)) if (state[key] !== usual[key]) words.set(key, state[key]);
      if (state.p !== usual.p) words.set("p", state.p);
      if (!state.predict) words.set("predict", "0");
      words.set("shown", state.shown ? "1" : "0");
      if (state.full) words.set("full", "1");
      if (state.hide.length) words.set("hide", state.hide.join(","));
      if (state.placed) words.set("round", state.placed.map((t) => String(t)).join(",") || "0");
      return words.toString();
    };

    // What an address says; what makes no sense is left as it is without one.
    const readFragment = (text) => {
      const words = new URLSearchParams(text);
      Object.assign(state, initial());
      const named = data.outputs.findIndex((output) => output.name === words.get("output"));
      if (named >= 0) state.output = named;
      const bits = Number(words.get("bits"));
      state.bits = Number.isInteger(bits) && bits >= 2 && bits <= 16 ? bits : output().bits;
      for (const [key, values] of Object.entries(choices)) {
        if (values.includes(words.get(key))) state[key] = words.get(key);
      }
      const p = Number(words.get("p"));
      if (p > 0 && p <= 16) state.p = p;
      state.predict = words.get("predict") !== "0";
      state.full = words.get("full") === "1";
      state.hide = (words.get("hide") || "").split(",").filter((part) => hideable.includes(part));
      state.shown = words.has("shown") ? words.get("shown") === "1" : named < 0 || !state.predict;
      if (words.has("round")) {
        state.placed = words.get("round").split(",").map(Number).filter((t) => t > 0).slice(0, data.round.length);
      }
      const t = Number(words.get("t"));
      state.t = t > 0 && Number.isFinite(t) ? allowed(t)
        : named >= 0 ? startingThreshold()
        : powerOfTwoSearch(histogram(), question()).t;
    };

    // Browsers refuse an address that changes too often, so it waits for a pause.
    let pause = 0, written = "";
    const writeFragment = () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        written = "#" + fragment();
        history.replaceState(null, "", written);
      }, 250);
    };
    """#
}
