extension ExplorerScript {
  /// How numbers are written and pictures are made.
  static let drawing = #"""
    const minus = (text) => text.replaceAll("-", "\u2212");
    // Three significant digits, powers of two as they are.
    const written3 = (x) => {
      if (!Number.isFinite(x)) return x > 0 ? "\u221e" : "\u2212\u221e";
      if (x === 0) return "0";
      const size = Math.abs(x);
      if (Number.isInteger(x) && size < 1e6) return minus(String(x));
      if (size >= 1e5 || size < 1e-3) {
        const [digits, exponent] = x.toExponential(2).split("e");
        const power = "10" + superscript(Number(exponent));
        return Number(digits) === 1 ? power : minus(String(Number(digits))) + "\u00b7" + power;
      }
      return minus(String(Number(x.toPrecision(3))));
    };
    const raisedDigits = "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
    const superscript = (n) => String(n).replace(/./g, (c) => raisedDigits["-0123456789".indexOf(c)]);
    // A threshold: short decimals, and small powers of two as such.
    const threshold = (t) => {
      const exponent = Math.log2(t);
      if (Number.isInteger(exponent) && (exponent < -3 || exponent > 16)) return "2" + superscript(exponent);
      if (t >= 1e6 || t < 1e-3) return written3(t);
      return minus(String(Number(t.toPrecision(t >= 1000 ? 6 : 4))));
    };
    const percent = (share) =>
      share === 0 ? "0\u202f%" : share < 0.0001 ? "< 0.01\u202f%"
        : minus(String(Number((100 * share).toPrecision(2)))) + "\u202f%";
    const grouped = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, "\u202f");

    const element = (name, attributes = {}, ...children) => {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.append(...children);
      return made;
    };
    const byId = (id) => document.getElementById(id);
    const setText = (id, text) => {
      const found = byId(id);
      if (found.textContent !== text) found.textContent = text;
    };

    // What is asked of the page's layout, which is slow: once per size of the window.
    const sizes = new Map();
    const sized = (key, ask) => {
      if (!sizes.has(key)) sizes.set(key, ask());
      return sizes.get(key);
    };

    // Drawings grow with the letters of the page.
    const scale = () =>
      sized("scale", () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 15.5);

    const viewWidth = (id) =>
      sized(id, () => Math.max(byId(id).parentElement.clientWidth / scale(), 240));

    // A drawing as wide as its place, so that its letters keep their size.
    class Drawing {
      constructor(svg, height) {
        this.svg = svg;
        this.width = viewWidth(svg.id);
        this.height = height;
        svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
        this.parts = [];
      }

      add(name, attributes, text) {
        let words = "";
        for (const [key, value] of Object.entries(attributes)) {
          words += ` ${key}="${typeof value === "number" ? Math.round(value * 100) / 100 : value}"`;
        }
        this.parts.push(text === undefined ? `<${name}${words}/>` : `<${name}${words}>${escaped(text)}</${name}>`);
      }

      line(x1, y1, x2, y2, kind) { this.add("line", { x1, y1, x2, y2, class: kind }); }
      path(d, kind, more = {}) { this.add("path", { d, class: kind, ...more }); }
      rectangle(x, y, width, height, kind, more = {}) {
        this.add("rect", { x, y, width: Math.max(width, 0), height: Math.max(height, 0), class: kind, ...more });
      }
      circle(cx, cy, r, kind) { this.add("circle", { cx, cy, r, class: kind }); }
      text(x, y, words, kind = "", anchor = "start") {
        this.add("text", { x, y, class: kind, "text-anchor": anchor }, words);
      }
      // A text around a place, moved where it would leave the drawing.
      centred(x, y, words, kind) {
        const half = widthOf(words) / 2;
        this.text(clamp(x, half, Math.max(this.width - half, half)), y, words, kind, "middle");
      }
      symbol(x, y, method) { this.path(symbolPath(method, x, y, 4.6), "symbol " + method); }

      finish() { this.svg.innerHTML = this.parts.join(""); }
    }

    // Names come from somebody's network.
    const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
    const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => entities[c]);

    // How wide bold letters of a drawing are.
    const ruler = document.createElement("canvas").getContext("2d");
    const widthOf = (words) => {
      ruler.font = sized("font", () => "700 12.5px " + getComputedStyle(document.body).fontFamily);
      return ruler.measureText(words).width;
    };

    // The methods' symbols are those of the workbook's figures.
    const symbolPath = (method, x, y, r) => {
      const polygon = (n, turn, sizes = [1]) => "M" + Array.from({ length: n }, (_, i) => {
        const angle = turn + 2 * Math.PI * i / n, size = r * sizes[i % sizes.length];
        return `${(x + size * Math.cos(angle)).toFixed(1)} ${(y + size * Math.sin(angle)).toFixed(1)}`;
      }).join("L") + "Z";
      switch (method) {
        case "mse": return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
        case "noClipping": return polygon(4, Math.PI / 4, [1.25]);
        case "mae": return polygon(3, -Math.PI / 2, [1.25]);
        case "kl": return polygon(4, 0, [1.25]);
        case "lp": return polygon(3, Math.PI / 2, [1.25]);
        case "klGuarded": return polygon(12, Math.PI / 12, [1.25, 0.5, 1.25]);
        default: return polygon(10, -Math.PI / 2, [1.4, 0.65]);
      }
    };

    const linear = (from, to, start, end) => (x) => start + (x - from) / (to - from) * (end - start);
    // Round numbers of an axis, about so many.
    const ticks = (from, to, count) => {
      const raw = (to - from) / Math.max(count, 1), power = 10 ** Math.floor(Math.log10(raw));
      const step = power * [1, 2, 5, 10].find((factor) => factor * power >= raw);
      const result = [];
      for (let i = Math.ceil(from / step); i * step <= to + 1e-9 * step; i++) {
        result.push(Number((i * step).toPrecision(12)));
      }
      return result;
    };

    // The methods that chose alike share a line: [{ t, methods }], the largest threshold first.
    const groupsOfChoices = () => {
      const groups = [];
      for (const { name } of methods) {
        const found = chosen(name);
        if (!found) continue;
        const group = groups.find((group) => group.t === found.t);
        if (group) group.methods.push(name);
        else groups.push({ t: found.t, methods: [name] });
      }
      return groups.sort((a, b) => b.t - a.t);
    };
    """#
}
