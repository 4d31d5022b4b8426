// An article as text nodes only: nothing in it is ever parsed as HTML.
const PATIENCE = 1000; // milliseconds in which the drawer settles its layout
const STEADY = 3; // frames in which nothing moves: settled

export default function (component) {
  const { data, parentElement } = component;
  const root =
    parentElement.querySelector("article") ||
    parentElement.appendChild(document.createElement("article"));
  root.className = "qa-verbatim qa-article";
  root.setAttribute("aria-label", data.name);
  root.setAttribute("dir", "auto");
  root.replaceChildren(
    ...data.segments.map(([text, kinds, note]) => {
      const element = document.createElement(kinds ? "mark" : "span");
      if (kinds) element.className = kinds;
      if (note) element.title = note;
      element.textContent = text;
      return element;
    })
  );
  // Only a new place is scrolled to: a redraw must not take the reader away.
  if (!data.focus || root.dataset.focus === data.focus) return;
  root.dataset.focus = data.focus;
  const target = root.querySelector(".qa-evidence") || root.querySelector(".qa-passage");
  if (target) document.fonts.ready.then(() => bringIntoView(target));
}

function bringIntoView(target) {
  const started = performance.now();
  let steady = 0;
  let before = null;
  let waiting = 0;
  // The reader's own scrolling wins.
  const stop = () => cancelAnimationFrame(waiting);
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(event, stop, { once: true, passive: true });
  }
  const show = () => {
    target.scrollIntoView({ block: "center" });
    const top = target.getBoundingClientRect().top;
    steady = top === before ? steady + 1 : 0;
    before = top;
    if (steady < STEADY && performance.now() - started < PATIENCE) {
      waiting = requestAnimationFrame(show);
    }
  };
  show();
}
