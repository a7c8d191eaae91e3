/// How slides look: one at a time where scripts run, else below each other, and one per page on paper.
///
/// All lengths are in `--u`, a hundredth of the slide's width, so that a slide is the same at every size.
enum SlideStyle {
  static let sheet = """
    :root { color-scheme: light dark; \(ProjectorStyle.light.variables)
      --u: min(1vw, 1.7778vh); }
    @media screen and (prefers-color-scheme: dark) { :root { \(ProjectorStyle.dark.variables) } }
    @media screen {
      :root[data-theme="light"] { color-scheme: light; \(ProjectorStyle.light.variables) }
      :root[data-theme="dark"] { color-scheme: dark; \(ProjectorStyle.dark.variables) }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; color: var(--ink); background: var(--paper); font: calc(1.9 * var(--u))/1.5
      system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
    .face { width: calc(100 * var(--u)); height: calc(56.25 * var(--u)); margin: 0 auto;
      padding: calc(2.6 * var(--u)) calc(3 * var(--u)) calc(1.2 * var(--u)); display: flex;
      flex-direction: column; background: var(--paper); overflow: hidden; }
    h2 { font-size: calc(3.8 * var(--u)); line-height: 1.2; font-weight: 650; margin: 0;
      text-align: center; text-wrap: balance; }
    .figure { flex: 1; min-height: 0; display: flex; align-items: center; justify-content: center;
      padding: calc(1.2 * var(--u)) 0; }
    .figure picture { display: contents; }
    .figure img { max-width: 100%; max-height: 100%; background: #ffffff; object-fit: contain;
      border-radius: calc(0.4 * var(--u)); }
    .figure pre { margin: 0; line-height: 1.35; font-size: min(calc(92 * var(--u) / (var(--columns) * 0.61)),
      calc(38 * var(--u) / (var(--lines) * 1.35)), calc(3.4 * var(--u))); }
    code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    .foot { display: flex; justify-content: space-between; margin: 0; color: var(--muted);
      font-size: calc(1.8 * var(--u)); line-height: 1.2; }
    .notes { max-width: 50rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; font-size: 1.05rem;
      border-top: 1px solid var(--line); }
    .notes p { margin: 0 0 0.7rem; } .notes .time { color: var(--muted); }
    .slide + .slide { border-top: 1px solid var(--line); }
    .hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    .controls { display: none; }
    .deck, .deck body { height: 100%; overflow: hidden; }
    /* A swipe turns a slide; it must not turn the browser's own pages too. */
    .deck { overscroll-behavior: none; touch-action: pan-y pinch-zoom; }
    .deck main { height: 100%; display: flex; align-items: center; justify-content: center; }
    .deck .slide { display: none; border: 0; } .deck .slide.current { display: block; }
    .deck .notes { display: none; }
    .deck.with-notes { --u: min(1vw, 1.12vh); }
    .deck.with-notes .slide.current { display: flex; flex-direction: column; height: 100%; width: 100%; }
    .deck.with-notes .slide.current .notes { display: block; flex: 1; overflow-y: auto; width: 100%; }
    .deck .controls { position: fixed; right: 0.5rem; bottom: 0.4rem; display: flex; gap: 0.3rem;
      opacity: 0; transition: opacity 0.2s; }
    .deck .controls:hover, .deck .controls:focus-within, .deck.awake .controls { opacity: 1; }
    button { font: inherit; font-size: 0.95rem; min-height: 2.2rem; color: var(--link); background: var(--paper);
      border: 1px solid var(--muted); border-radius: 0.4rem; padding: 0.2rem 0.8rem; cursor: pointer; }
    button[aria-pressed="true"] { background: var(--soft); border-width: 2px; }
    :focus-visible { outline: 0.15rem solid var(--link); outline-offset: 0.15rem; }
    @media (prefers-reduced-motion: reduce) { .deck .controls { transition: none; } }
    @media screen and (max-aspect-ratio: 1/1) {
      .deck { --u: 1vw; }
      .deck .face, .face { height: auto; padding: calc(4 * var(--u)); }
      h2 { font-size: calc(6.4 * var(--u)); }
      .figure pre { font-size: calc(90 * var(--u) / (var(--columns) * 0.61)); max-height: 60vh;
        overflow: auto; }
      .foot { font-size: calc(3.6 * var(--u)); }
      .deck .controls { opacity: 1; left: 0.5rem; flex-wrap: wrap; }
    }
    @media print {
      :root, .deck, .deck.with-notes { \(ProjectorStyle.light.variables) --u: 3.2mm; color-scheme: light; }
      @page { size: 320mm 180mm; margin: 0; }
      @page notes { size: A4 portrait; margin: 12mm; }
      .deck, .deck body, .deck main { height: auto; overflow: visible; display: block; }
      .deck .slide, .slide { display: block; break-after: page; border: 0; }
      .slide:last-child { break-after: auto; }
      .face { height: 179.5mm; }
      .controls, .deck .controls, .notes, .deck .notes { display: none; }
      .deck.with-notes { --u: 1.85mm; }
      .deck.with-notes .slide, .deck.with-notes .slide.current { page: notes; display: block; height: auto; }
      .deck.with-notes .face { height: auto; border: 1px solid var(--line); }
      .deck.with-notes .slide .notes { display: block; border: 0; font-size: 12pt; max-width: none;
        padding: 6mm 0; overflow: visible; }
    }
    """
}
