import Foundation

/// How the page to project looks, in the light, in the dark, on a phone and on paper.
enum ProjectorStyle {
  /// The colours of one theme, as `#rrggbb`. A test asks every text colour for enough contrast.
  struct Palette {
    let paper, soft, line: String
    /// What is read on `paper` and on `soft`.
    let texts: [(name: String, colour: String)]

    var variables: String {
      ([("paper", paper), ("soft", soft), ("line", line)] + texts)
        .map { "--\($0.0): \($0.1);" }.joined(separator: " ")
    }
  }

  static let light = Palette(
    paper: "#fffefb", soft: "#f4f3ee", line: "#dcd9cf",
    texts: [
      ("ink", "#24262b"), ("muted", "#5c6069"), ("link", "#0a58a0"), ("keyword", "#8a2380"),
      ("string", "#9a3b14"), ("number", "#1b5fa8"), ("comment", "#5b6655"),
    ])

  static let dark = Palette(
    paper: "#16181c", soft: "#1f2227", line: "#3a3e46",
    texts: [
      ("ink", "#e3e4e8"), ("muted", "#a3a8b3"), ("link", "#86c1ff"), ("keyword", "#f0a3dc"),
      ("string", "#f4b08c"), ("number", "#9ccbff"), ("comment", "#a5b59b"),
    ])

  static let sheet = """
    :root { color-scheme: light dark; \(light.variables) }
    @media (prefers-color-scheme: dark) { :root { \(dark.variables) } }
    * { box-sizing: border-box; }
    html { font-size: clamp(16px, 0.6vw + 10.3px, 24px); scroll-padding-top: 1rem;
      -webkit-text-size-adjust: 100%; }
    body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: break-word;
      font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans",
      sans-serif; }
    main { max-width: 50rem; margin: 0 auto; padding: 1rem 1.25rem 5rem; }
    a { color: var(--link); text-decoration-thickness: 0.06em; text-underline-offset: 0.18em; }
    h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; font-weight: 650; }
    h1 { font-size: 1.9rem; margin: 1.5rem 0 0; }
    h2 { font-size: 1.6rem; margin: 0 0 1rem; }
    h3 { font-size: 1.25rem; margin: 2.6rem 0 0.6rem; }
    h4 { font-size: 1.05rem; margin: 1.8rem 0 0.4rem; }
    p, ul, ol { margin: 0 0 1rem; }
    ul, ol { padding-left: 1.6rem; }
    li { margin: 0.25rem 0; } li > p { margin-bottom: 0.5rem; }
    section { border-top: 1px solid var(--line); margin-top: 3.5rem; padding-top: 2.5rem; }
    section.exercises h3 { font-size: 1.4rem; margin-top: 0; }
    section.exercises { margin-top: 2.5rem; padding-top: 2rem; border-top-style: dashed; }
    h1 + section { border: 0; margin-top: 0; padding-top: 1rem; }
    pre { background: var(--soft); border-radius: 0.4rem; padding: 0.75rem 1rem; overflow-x: auto;
      line-height: 1.45; margin: 0 0 1.2rem; border-left: 0.22rem solid var(--line);
      font-size: clamp(0.62rem, (100vw - 4.6rem) / (var(--columns) * 0.61), 0.84rem); }
    pre.swift { border-left-color: var(--link);
      font-size: clamp(0.7rem, (100vw - 4.6rem) / (var(--columns) * 0.61), 0.84rem); }
    pre.swift + pre.text { margin-top: -0.4rem; }
    code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    :not(pre) > code { background: var(--soft); border-radius: 0.25rem; padding: 0.08em 0.3em;
      font-size: 0.88em; }
    .keyword { color: var(--keyword); } .string { color: var(--string); }
    .number { color: var(--number); } .comment { color: var(--comment); }
    img { display: block; width: 100%; height: auto; background: #ffffff; border-radius: 0.4rem;
      border: 1px solid var(--line); }
    .enlarge { display: block; width: 100%; padding: 0; border: 0; background: none; cursor: zoom-in;
      border-radius: 0.4rem; }
    picture { display: contents; }
    dialog#figure { width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; margin: 0;
      border: 0; padding: 0.6rem; color: var(--ink); background: var(--paper); }
    dialog#figure[open] { display: flex; flex-direction: column; gap: 0.4rem; }
    dialog#figure::backdrop { background: var(--paper); }
    .stage { flex: 1; min-height: 0; display: flex; overflow: auto; cursor: zoom-in; }
    .stage img { margin: auto; width: auto; max-width: 100%; max-height: 100%; object-fit: contain; }
    .larger .stage { cursor: zoom-out; }
    .larger .stage img { max-width: none; max-height: none; flex: none; width: max(150vw, 133vh); }
    .caption { margin: 0; color: var(--muted); font-size: 0.85rem; line-height: 1.35; max-height: 4.1em;
      overflow-y: auto; }
    .bar { display: flex; flex-wrap: wrap; gap: 0.4rem; }
    .bar button { font: inherit; font-size: 0.9rem; min-height: 2.4rem; padding: 0.2rem 0.8rem;
      color: var(--link); background: var(--paper); border: 1px solid var(--muted); border-radius: 0.4rem;
      cursor: pointer; }
    .bar button[aria-pressed="true"] { background: var(--soft); border-width: 2px; }
    .beside { margin: 1rem 0 0; }
    .table, .formula { overflow-x: auto; margin: 0 0 1.2rem; }
    .formula { overflow-y: hidden; padding: 0.2rem 0; }
    span.formula { display: inline-block; max-width: 100%; margin: 0;
      vertical-align: middle; }
    table { border-collapse: collapse; font-size: 0.95em; }
    th, td { border-bottom: 1px solid var(--line); padding: 0.4rem 0.8rem; text-align: left;
      vertical-align: top; overflow-wrap: normal; }
    th { font-weight: 650; border-bottom-width: 2px; }
    .right { text-align: right; } .center { text-align: center; }
    details { background: var(--soft); border-radius: 0.4rem; padding: 0.6rem 1rem; margin: 0 0 1.2rem; }
    details > :last-child { margin-bottom: 0.2rem; }
    details pre, details :not(pre) > code { background: var(--paper); }
    summary { cursor: pointer; color: var(--muted); }
    details[open] > summary { margin-bottom: 0.6rem; }
    blockquote { margin: 0 0 1.2rem; padding-left: 1rem; border-left: 0.22rem solid var(--line);
      color: var(--muted); }
    hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
    math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "Noto Sans Math",
      "DejaVu Math TeX Gyre", math, serif; font-size: 1.06em; }
    math .bold { font-weight: bold; } math .italic { font-style: italic; }
    math .typed { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    mtable.cases mtd, mtable.aligned mtd { text-align: left; }
    sub, sup { line-height: 0; }
    .note { color: var(--muted); font-size: 0.9rem; }
    .file { border-bottom: 1px dotted var(--muted); }
    .turn { display: flex; justify-content: space-between; gap: 2rem; margin: 3rem 0 0; }
    .turn a { max-width: 48%; } .turn :last-child { text-align: right; }
    nav { background: var(--soft); padding: 1.2rem 1.25rem; font-size: 0.92rem; line-height: 1.4; }
    nav a { color: var(--ink); text-decoration: none; } nav a:hover { text-decoration: underline; }
    nav a[aria-current] { color: var(--link); text-decoration: underline; font-weight: 650; }
    nav .title { font-weight: 650; margin-bottom: 0.8rem; }
    nav ul { list-style: none; padding: 0; margin: 0; }
    nav > ul > li { margin: 0.55rem 0 0; }
    nav ul ul { padding-left: 1rem; } nav ul ul a { color: var(--muted); font-size: 0.86rem; }
    nav li.exercises { margin: 0.1rem 0 0; padding-left: 1rem; }
    nav li.exercises a { color: var(--muted); font-size: 0.86rem; }
    .up { position: fixed; right: 0.8rem; bottom: 0.8rem; background: var(--paper); color: var(--link);
      border: 1px solid var(--line); border-radius: 2rem; padding: 0.3rem 0.9rem; font-size: 0.85rem;
      text-decoration: none; }
    :focus-visible { outline: 0.15rem solid var(--link); outline-offset: 0.15rem; }
    @media screen and (max-width: 30em) {
      th, td { padding: 0.35rem 0.45rem; } table { font-size: 0.88em; }
      pre { padding: 0.6rem 0.7rem; }
    }
    @media screen and (max-width: 63.99em) { nav ul ul { display: none; } }
    @media screen and (min-width: 64em) {
      body { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); }
      nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; border-right: 1px solid var(--line); }
      main { width: 100%; padding: 1rem 2rem 5rem; }
      pre, pre.swift { font-size: clamp(0.66rem, (min(50rem, 100vw - 15.5rem) - 7rem) / (var(--columns) * 0.61),
        0.84rem); }
      .up { display: none; }
    }
    @media print {
      :root { \(light.variables) }
      @page { margin: 16mm 15mm; }
      html { font-size: 10.5pt; } body { display: block; background: #ffffff; }
      .table, .formula { overflow: visible; }
      nav { background: none; padding: 0; columns: 2; break-after: page; height: auto; position: static; }
      nav .title { column-span: all; font-size: 1.9rem; } h1 { display: none; } nav > ul > li { break-inside: avoid; }
      main { max-width: none; padding: 0; }
      section { break-before: page; border: 0; margin: 0; padding: 0; }
      h1 + section { break-before: auto; }
      section.exercises { break-before: auto; margin-top: 2rem; }
      pre { font-size: min(8.5pt, 172mm / (var(--columns) * 0.61)); overflow: hidden; }
      pre, img, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
      pre.long { break-inside: auto; }
      .transcript, .turn, .up, .beside, dialog { display: none; }
      .teachers, .hint, .answer { display: none; }
      details { background: none; padding: 0; } details::details-content { content-visibility: visible;
        display: block; }
      a { color: inherit; text-decoration: none; }
    }
    """
}
