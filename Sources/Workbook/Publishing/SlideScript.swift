/// What makes a deck of the slides: keys, buttons, swipes, and the slide's number in the address.
///
/// Without it all slides and notes stand below each other.
enum SlideScript {
  static let text = #"""
    "use strict";
    (() => {
      const root = document.documentElement;
      const slides = [...document.querySelectorAll(".slide")];
      const place = document.getElementById("place");
      const notes = document.getElementById("notes");
      let current = 0;
      let asleep = 0;

      function wake() {
        root.classList.add("awake");
        clearTimeout(asleep);
        asleep = setTimeout(() => root.classList.remove("awake"), 3000);
      }
      function address() {
        return "#" + (current + 1) + (root.classList.contains("with-notes") ? "-notes" : "");
      }
      function show(index) {
        current = Math.min(Math.max(index, 0), slides.length - 1);
        slides.forEach((slide, i) => slide.classList.toggle("current", i === current));
        const sentence = slides[current].querySelector("h2").textContent;
        place.textContent = "Slide " + (current + 1) + " of " + slides.length + ": " + sentence;
        slides[current].querySelector(".notes").scrollTop = 0;
        if (location.hash !== address()) history.replaceState(null, "", address());
      }
      function showNotes(shown) {
        root.classList.toggle("with-notes", shown);
        notes.setAttribute("aria-pressed", String(shown));
        show(current);
      }
      function read() {
        const match = /^#([0-9]*)-?(notes)?$/.exec(location.hash);
        if (!match) return show(current);
        current = (Number(match[1]) || 1) - 1;
        showNotes(match[2] === "notes");
      }
      function turnDark() {
        const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
        const theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
        root.dataset.theme = theme;
        for (const source of document.querySelectorAll("source")) {
          source.media = theme === "dark" ? "screen" : "not all";
        }
      }
      function fullScreen() {
        if (document.fullscreenElement) document.exitFullscreen();
        else if (root.requestFullscreen) root.requestFullscreen();
      }
      const actions = {
        next: () => show(current + 1),
        previous: () => show(current - 1),
        first: () => show(0),
        last: () => show(slides.length - 1),
        notes: () => showNotes(!root.classList.contains("with-notes")),
        dark: turnDark,
        full: fullScreen,
      };
      const keys = {
        ArrowRight: "next", PageDown: "next", " ": "next", n: "next", ArrowLeft: "previous",
        PageUp: "previous", p: "previous", Home: "first", End: "last", s: "notes", d: "dark",
        f: "full",
      };
      addEventListener("keydown", (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        // A button that has the focus takes the space bar itself.
        if (event.key === " " && event.target instanceof HTMLButtonElement) return;
        const action = event.key === " " && event.shiftKey ? "previous" : keys[event.key];
        if (!action) return;
        event.preventDefault();
        actions[action]();
      });
      for (const id of ["previous", "next", "notes", "dark", "full"]) {
        document.getElementById(id).addEventListener("click", () => actions[id]());
      }
      let start = null;
      addEventListener("touchstart", (event) => {
        const touch = event.changedTouches[0];
        start = event.touches.length === 1 ? [touch.clientX, touch.clientY] : null;
      }, { passive: true });
      addEventListener("touchend", (event) => {
        wake();
        if (!start) return;
        const touch = event.changedTouches[0];
        const [x, y] = [touch.clientX - start[0], touch.clientY - start[1]];
        start = null;
        if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) show(current + (x < 0 ? 1 : -1));
      }, { passive: true });
      addEventListener("mousemove", wake);
      addEventListener("hashchange", read);
      root.classList.add("deck");
      read();
      wake();
    })();
    """#
}
