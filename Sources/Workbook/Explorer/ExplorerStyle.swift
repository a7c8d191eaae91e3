/// How the page looks: on a phone, on a projector, in the light, in the dark, and on paper.
enum ExplorerStyle {
  /// The whole style sheet.
  static let sheet = """
    :root { color-scheme: light dark; \(ExplorerPalette.light.variables) }
    @media (prefers-color-scheme: dark) { :root { \(ExplorerPalette.dark.variables) } }
    \(layout)
    \(drawings)
    \(methods)
    \(widths)
    """

  /// Text, controls and tables.
  private static let layout = """
    * { box-sizing: border-box; }
    html { font-size: clamp(15px, 0.35vw + 11.5px, 19px); -webkit-text-size-adjust: 100%; }
    body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: break-word;
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
      font-variant-numeric: tabular-nums; }
    body > header, main, .still { max-width: 108rem; margin: 0 auto; padding: 0 clamp(0.9rem, 2vw, 2.2rem); }
    h1 { font-size: clamp(1.5rem, 2vw + 0.8rem, 2.1rem); line-height: 1.15; margin: 1.1rem 0 0.3rem; font-weight: 680; letter-spacing: -0.01em; }
    h2.name { font-size: 1.25rem; margin: 0.6rem 0 0.7rem; line-height: 1.3; overflow-wrap: anywhere; }
    h2 small { font-weight: 400; font-size: 0.88rem; color: var(--soft); }
    h3 { font-size: 1.05rem; margin: 0 0 0.5rem; } h4 { font-size: 0.92rem; margin: 1rem 0 0.25rem; }
    p { margin: 0 0 0.6rem; } .lead { max-width: 62rem; color: var(--soft); }
    .hint { color: var(--soft); font-size: 0.86rem; margin: 0.2rem 0 0; } #t-note:empty { display: none; }
    [hidden], .gone { display: none !important; }
    a { color: var(--link); }
    .place { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; border-top: 1px solid var(--line); padding-top: 0.8rem; }
    .pick { display: flex; align-items: center; gap: 0.5rem; min-width: 0; flex: 0 1 30rem; }
    .pick select { flex: 1 1 auto; min-width: 0; }
    button, select, input[type=text], input[type=number] { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--edge);
      border-radius: 0.4rem; padding: 0.28rem 0.65rem; min-height: 2.1rem; max-width: 100%; }
    button { cursor: pointer; } button:hover:not(:disabled) { border-color: var(--ink); }
    button:disabled { color: var(--soft); border-style: dashed; cursor: default; }
    button.main { background: var(--link); color: var(--paper); border-color: var(--link); font-weight: 600; padding: 0.4rem 1rem; }
    :focus-visible { outline: 0.16rem solid var(--link); outline-offset: 0.12rem; }
    h3:focus, p:focus { outline: none; }
    input[type=range], input[type=radio], input[type=checkbox] { accent-color: var(--link); }
    input[type=range] { width: 100%; min-width: 4rem; height: 1.7rem; margin: 0; cursor: pointer; }
    .row { display: flex; align-items: center; gap: 0.45rem; }
    .row > select { flex: 1; min-width: 0; } .row > button { flex: none; width: 2.3rem; padding: 0; }
    .row > input[type=range] { flex: 1 1 auto; } #t-typed { flex: none; width: 5.2rem; text-align: right; }
    #p { width: 4.6rem; } #p-field { white-space: nowrap; } #bits-value { min-width: 1.4rem; text-align: right; font-weight: 650; }
    label, legend { font-size: 0.9rem; } .strong { font-weight: 650; font-size: 1rem; }
    fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1rem; } legend { padding: 0; }
    fieldset label { display: inline-flex; gap: 0.35rem; align-items: center; min-height: 1.8rem; }
    .controls { display: flex; flex-direction: column; gap: 0.75rem; }
    #guess { background: var(--wash); border-radius: 0.5rem; padding: 0.6rem 0.7rem; font-size: 0.92rem; } #guess button { width: 100%; }
    .controls select { width: 100%; }
    .board { display: grid; gap: 1.2rem; grid-template-columns: minmax(0, 1fr); }
    .side { display: grid; gap: 1.2rem; align-content: start; min-width: 0; }
    .views { display: grid; gap: 0.9rem; grid-template-columns: minmax(0, 1fr); min-width: 0; align-content: start; }
    figure { margin: 0; min-width: 0; background: var(--raised); border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.55rem 0.7rem 0.5rem; }
    figcaption { font-size: 0.92rem; margin-bottom: 0.15rem; }
    figure svg { display: block; width: 100%; height: auto; overflow: visible; }
    .draggable { cursor: ew-resize; touch-action: pan-y; } #strip-view { cursor: pointer; }
    .why { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 0.9rem; margin: 0; font-size: 0.9rem; }
    .why dt { font-weight: 600; color: inherit; } .why dd { margin: 0; color: var(--soft); text-align: left; font-weight: 400; }
    #choices-note { margin-bottom: 0.7rem; }
    .numbers dl { margin: 0; display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.1rem 1.2rem; }
    .numbers dl div { display: flex; justify-content: space-between; gap: 0.6rem; border-bottom: 1px solid var(--line); padding: 0.16rem 0; min-width: 0; flex-wrap: wrap; }
    dt { color: var(--soft); font-size: 0.9rem; } dd { margin: 0; font-weight: 620; text-align: right; margin-left: auto; }
    .legend { grid-column: 1 / -1; display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0.3rem 1.4rem; font-size: 0.86rem; color: var(--soft); } .legend p { margin: 0; } .legend b { color: var(--ink); }
    .below { display: grid; gap: 1.6rem 2.2rem; grid-template-columns: minmax(0, 1fr); margin: 1.5rem 0 3rem; }
    .below > section { min-width: 0; border-top: 2px solid var(--ink); padding-top: 0.6rem; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.9rem; width: 100%; }
    caption { text-align: left; font-weight: 650; padding: 0.4rem 0; }
    th, td { text-align: right; padding: 0.24rem 0.35rem; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
    th:first-child { text-align: left; padding-left: 0; overflow-wrap: anywhere; } thead th { color: var(--soft); font-size: 0.84rem; vertical-align: bottom; }
    tbody th { font-weight: 600; } #choices th, #choices td, #alone td, #alone th { white-space: nowrap; } td.bar { min-width: 5rem; } tbody th svg { width: 0.95em; height: 0.95em; vertical-align: -0.1em; margin-right: 0.4em; }
    tr.yours th, tr.yours td { background: var(--wash); } tr.now th, tr.now td, td.now, th.now { background: var(--wash); }
    .together td { line-height: 1.25; } .together b { display: block; font-weight: 620; } .together span { display: block; color: var(--soft); font-size: 0.84em; white-space: nowrap; }
    td.bar { width: 40%; } td.bar svg { width: 100%; height: 0.8em; display: block; margin-top: 0.3em; } th.bar { text-align: left; }
    .kind { font-size: 0.72rem; font-weight: 600; letter-spacing: 0.01em; border-radius: 1rem; padding: 0.06rem 0.5rem; vertical-align: 0.12em; white-space: nowrap; color: var(--ink); }
    .estimated { border: 1.5px dashed var(--edge); } .measured.kind { border: 1.5px solid var(--measured); background: var(--measured); color: var(--paper); }
    .key { font-size: 0.8rem; color: var(--soft); display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; margin: 0.1rem 0 0; }
    .key i { display: inline-block; vertical-align: middle; margin-right: 0.2rem; }
    .key-reach { width: 0; height: 0.9rem; border-left: 1.5px solid var(--data-line); } .key-spread { width: 0.55rem; height: 0.9rem; background: var(--data); }
    .key-choice { width: 1rem; border-top: 2.5px solid var(--mse); } .key-none { width: 0.5rem; height: 0.5rem; border: 1.2px solid var(--measured); border-radius: 1rem; } .key-lost { width: 0.55rem; height: 0.55rem; background: var(--measured); transform: rotate(45deg) scale(0.85); }
    .still img { width: 100%; max-width: 60rem; height: auto; display: block; background: #ffffff; margin: 0 0 1rem; }

    """

  /// What changes with the width of the window, in full screen and on paper.
  private static let widths = """
    @media (max-width: 45.99rem) { .side, .controls { display: contents; } .board { gap: 0.75rem; }
      table { font-size: 0.82rem; } th, td { padding: 0.22rem 0.2rem; } #choices thead th, #alone thead th { white-space: normal; } td.bar { min-width: 2.2rem; width: 18%; } .key { font-size: 0.78rem; }
      #t-form { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); padding: 0.3rem 0 0.5rem; margin: 0 -0.2rem; } }
    @media (min-width: 46rem) { .views { grid-template-columns: repeat(2, minmax(0, 1fr)); } .below { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
    @media (min-width: 46rem) and (max-width: 70rem) { .side { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2rem; } }
    @media (min-width: 70rem) { .board { grid-template-columns: 19.5rem minmax(0, 1fr); gap: 1.6rem; }
      .numbers dl { grid-template-columns: minmax(0, 1fr); } }
    @media (min-width: 100rem) { .below { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
    body.full > header, body.full .below > [data-part=round], body.full .legend { display: none; }
    body.full main { max-width: none; } body.full .place { border: 0; }
    @media (prefers-reduced-motion: no-preference) { button { transition: border-color 0.12s; } }
    @media print {
      :root { color-scheme: light; \(ExplorerPalette.light.variables) }
      @page { size: A4 landscape; margin: 10mm; }
      html { font-size: 10px; } body { background: #ffffff; }
      .place, .controls, #reveal, .below [data-part=round], button { display: none !important; }
      .board { grid-template-columns: 15rem minmax(0, 1fr); } .views { grid-template-columns: repeat(2, minmax(0, 1fr)); }
      .below { grid-template-columns: repeat(2, minmax(0, 1fr)); } figure, section, tr { break-inside: avoid; }
      .side, .numbers dl { grid-template-columns: minmax(0, 1fr); }
      * { print-color-adjust: exact; }
    }
    """
}
