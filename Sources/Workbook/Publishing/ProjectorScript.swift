/// What makes the page good to project: figures that fill the screen, keys that turn, contents that follow.
///
/// Without it everything can be read as well.
enum ProjectorScript {
  static let text = #"""
    "use strict";
    (() => {
      const nav = document.getElementById("contents");
      const links = [...nav.querySelectorAll("li a")];
      const targets = links.map((link) => document.getElementById(link.hash.slice(1)));

      // MARK: the contents follow

      let here = -1;
      function follow() {
        const edge = innerHeight * 0.3;
        let found = 0;
        targets.forEach((target, index) => {
          if (target.getBoundingClientRect().top <= edge) found = index;
        });
        if (found === here) return;
        if (here >= 0) links[here].removeAttribute("aria-current");
        here = found;
        links[here].setAttribute("aria-current", "location");
        if (getComputedStyle(nav).position !== "sticky") return;
        const box = links[here].getBoundingClientRect();
        if (box.top < 60 || box.bottom > innerHeight - 60) nav.scrollTop += box.top - innerHeight / 2;
      }
      let isWaiting = false;
      addEventListener("scroll", () => {
        if (isWaiting) return;
        isWaiting = true;
        requestAnimationFrame(() => { isWaiting = false; follow(); });
      }, { passive: true });
      addEventListener("resize", follow);

      function turn(step) {
        // A key may come before the last turn was drawn.
        follow();
        const index = Math.min(Math.max(here + step, 0), targets.length - 1);
        location.hash = links[index].hash;
      }

      // MARK: figures

      const pictures = [...document.querySelectorAll("main img")];
      const buttons = pictures.map((picture, index) => {
        const whole = picture.closest("picture") || picture;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "enlarge";
        button.setAttribute("aria-label", "Enlarge: " + picture.alt);
        whole.replaceWith(button);
        button.append(whole);
        button.addEventListener("click", () => open(index));
        return button;
      });

      const dialog = document.createElement("dialog");
      dialog.id = "figure";
      dialog.setAttribute("aria-label", "Figure");
      dialog.innerHTML = `
        <div class="stage" tabindex="0" role="group" aria-label="The figure"></div>
        <p class="caption" role="status"></p>
        <div class="bar" role="toolbar" aria-label="Figures">
        <button type="button" data-do="previous" aria-keyshortcuts="ArrowLeft">Back</button>
        <button type="button" data-do="next" aria-keyshortcuts="ArrowRight">Next</button>
        <button type="button" data-do="larger" aria-keyshortcuts="l" aria-pressed="false">Larger</button>
        <button type="button" data-do="full" aria-keyshortcuts="f">Full screen</button>
        <button type="button" data-do="close" aria-keyshortcuts="Escape">Close</button>
        </div>`;
      document.body.append(dialog);
      const stage = dialog.querySelector(".stage");
      const caption = dialog.querySelector(".caption");
      const larger = dialog.querySelector("[data-do=larger]");
      let shown = 0;

      function enlarge(on) {
        dialog.classList.toggle("larger", on);
        larger.setAttribute("aria-pressed", String(on));
        // A figure's title stands at its left.
        stage.scrollTo(0, 0);
      }
      function show(index) {
        shown = (index + pictures.length) % pictures.length;
        stage.replaceChildren(buttons[shown].firstElementChild.cloneNode(true));
        caption.textContent =
          "Figure " + (shown + 1) + " of " + pictures.length + ". " + pictures[shown].alt;
        // Upright, a figure that fits is no larger than on the page.
        enlarge(innerWidth < innerHeight);
      }
      function open(index) {
        dialog.showModal();
        show(index);
        stage.focus();
      }
      const actions = {
        next: () => show(shown + 1),
        previous: () => show(shown - 1),
        first: () => show(0),
        last: () => show(pictures.length - 1),
        larger: () => enlarge(!dialog.classList.contains("larger")),
        full: () => {
          if (document.fullscreenElement) document.exitFullscreen();
          else if (dialog.requestFullscreen) dialog.requestFullscreen();
        },
        close: () => dialog.close(),
      };
      dialog.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) actions[button.dataset.do]();
        else if (event.target.closest(".stage")) actions.larger();
      });
      dialog.addEventListener("close", () => {
        if (document.fullscreenElement) document.exitFullscreen();
        buttons[shown].focus();
      });

      // MARK: keys

      const keys = {
        ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous",
        Home: "first", End: "last", l: "larger", f: "full",
      };
      addEventListener("keydown", (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (dialog.open) {
          const action = keys[event.key];
          if (!action) return;
          event.preventDefault();
          actions[action]();
        } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
          // A table that is wider than its box scrolls by the same keys.
          const box = event.target;
          if (box instanceof Element && box.scrollWidth > box.clientWidth + 1) return;
          event.preventDefault();
          turn(event.key === "ArrowRight" ? 1 : -1);
        }
      });
      follow();
    })();
    """#
}
