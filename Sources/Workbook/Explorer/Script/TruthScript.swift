extension ExplorerScript {
  /// What was measured: answers of runs that were really made. These numbers do not move with t.
  static let truth = #"""
    const drawTruth = () => {
      const { measured } = data, images = measured.images;
      const widths = [...new Set(measured.together.map((run) => run.bits))];
      byId("truth-head").replaceChildren(element("th", { scope: "col" }, "all outputs by"),
        ...widths.map((bits) => element(
          "th", { scope: "col", class: bits === state.bits ? "now" : "other" }, bits + " bits")));
      const range = ([, low, high]) => `${Math.round(100 * low)}\u2013${Math.round(100 * high)}\u202f%`;
      byId("truth-rows").replaceChildren(...methods.map(({ name }) => {
        const runs = widths.map((bits) => measured.together.find((run) => run.method === name && run.bits === bits));
        return element("tr", name === state.error ? { class: "now" } : {},
          element("th", { scope: "row" }, titleOf(name, 3)),
          ...runs.map((run) => element("td", run.bits === state.bits ? { class: "now" } : {},
            element("b", {}, `${run.top1[0]} right`), element("span", {}, range(run.top1)),
            element("span", {}, `${run.agreement[0]} agree`))));
      }));
      setText("truth-note", `Of ${images} pictures: right answers with their 95\u202f% interval, and answers `
        + `that agree with the float network, which has ${measured.float[0]} right (${range(measured.float)}). `
        + "Where intervals overlap, a difference can be chance. All with powers of two; the weights have 8 bits.");
    };

    const drawAlone = () => {
      const { kept, noise, name } = output(), few = data.measured.few;
      const t = ownChoice(state.output);
      byId("alone").hidden = !kept.length || !state.shown;
      byId("alone-later").hidden = state.shown || !kept.length;
      const words = { 0.5: "half of it", 1: "MSE\u2019s threshold", 2: "twice", 4: "four times" };
      byId("alone-rows").replaceChildren(...data.factors.map((factor, i) => {
        const share = kept[i] / few;
        const bar = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        bar.setAttribute("viewBox", "0 0 100 10");
        bar.setAttribute("preserveAspectRatio", "none");
        bar.setAttribute("aria-hidden", "true");
        const box = (kind, width) => `<rect class="${kind}" x="0.5" y="0.5" width="${width}" height="9"/>`;
        bar.innerHTML = box("measured-bar", 99 * share) + box("measured-frame", 99);
        const isHere = Math.abs(Math.log2(state.t / (factor * t))) < 0.01 && state.bits === output().bits;
        return element("tr", isHere ? { class: "now" } : {},
          element("th", { scope: "row" }, words[factor]), element("td", {}, threshold(factor * t)),
          element("td", { class: "bar" }, bar), element("td", {}, `${kept[i]} of ${few}`),
          element("td", {}, noise[i] === null ? "\u221e" : noise[i].toFixed(1) + " dB"));
      }));
      setText("alone-title", `This output alone, at ${output().bits} bits`);
      setText("alone-note", `Only ${name} is rounded, to ${output().bits} bits; all other outputs are floats. `
        + `Of ${few} pictures, so many keep the answer that they get when nothing is rounded. The last column is the SQNR of the logits, the scores from which the answer is picked: it shows damage that is too small to change an answer.`);
    };
    """#
}
