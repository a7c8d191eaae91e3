extension ExplorerScript {
  /// Work that is not needed at once is done in short pieces, so that nobody waits.
  static let work = #"""
    const waiting = new Map();
    const answers = new Map();
    let isWorking = false;

    // The answer of a generator under a key, or undefined while it is worked out.
    const answer = (key, work) => {
      if (answers.has(key)) return answers.get(key);
      if (!waiting.has(key)) waiting.set(key, work());
      if (!isWorking) {
        isWorking = true;
        setTimeout(workOn, 0);
      }
      return undefined;
    };

    const workOn = () => {
      const end = performance.now() + 8;
      while (waiting.size && performance.now() < end) {
        const [key, work] = waiting.entries().next().value;
        const step = work.next();
        if (!step.done) continue;
        waiting.delete(key);
        answers.set(key, step.value);
      }
      isWorking = waiting.size > 0;
      if (isWorking) setTimeout(workOn, 0);
      else draw();
    };

    // All of it at once: before the page is first seen.
    const finishWork = () => {
      for (const [key, work] of waiting) {
        let step = work.next();
        while (!step.done) step = work.next();
        answers.set(key, step.value);
        waiting.delete(key);
      }
    };

    const keyOf = (name, method) =>
      [name, state.output, state.bits, isSigned(), method, method === "lp" ? state.p : 0, state.hardware].join();

    // What a method chooses for this output, or undefined while that is worked out.
    const chosen = (method) =>
      answer(keyOf("search", method), () => search(histogram(), question({ method })));

    // A power of two is found at once.
    const chosenNow = (method) => {
      const key = keyOf("search", method);
      if (state.hardware === "pot" && !answers.has(key)) {
        answers.set(key, search(histogram(), question({ method })).next().value);
        waiting.delete(key);
      }
      return chosen(method);
    };

    // ERR(t) with its parts over the whole range, sixteen points to a doubling.
    const curveOf = function* (h, question) {
      const { top, bottom } = exponents(), points = [];
      const power = powerOf(question.method, question.p);
      for (let i = 0; i <= (top - bottom) * 16; i++) {
        const t = 2 ** (top - i / 16), error = errorOf(h, { ...question, t });
        const parts = power ? errorParts(h, gridOf(t, question.signed, question.bits), power) : {};
        points.push({ t, error, ...parts });
        if (i % 2 === 1) yield;
      }
      return points;
    };
    const curve = () => answer(keyOf("curve", state.error), () => curveOf(histogram(), question()));

    // The smallest error that the hardware's rule allows, by the chosen method.
    const bestAllowed = () => {
      const found = chosenNow(state.error);
      if (!found || state.error === "noClipping" || state.hardware === "pot") return found;
      // The walk need not find the lowest point of the curve.
      const points = curve();
      return points && points.reduce((best, point) => (point.error < best.error ? point : best), found);
    };
    """#
}
