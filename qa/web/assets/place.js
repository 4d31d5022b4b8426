// Brings the head of the newest turn to the top of the page, so that its answers are in view.
const PATIENCE = 1000; // milliseconds in which elements go on arriving under it
let placed = null;

export default function (component) {
  const { data } = component;
  if (placed === data.turn) return;
  placed = data.turn;
  const started = performance.now();
  let waiting = 0;
  // The reader's own scrolling wins.
  const stop = () => cancelAnimationFrame(waiting);
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(event, stop, { once: true, passive: true });
  }
  const show = () => {
    const turn = document.querySelector(`.st-key-turn_${data.number}`);
    if (turn) turn.scrollIntoView({ block: "start" });
    if (performance.now() - started < PATIENCE) waiting = requestAnimationFrame(show);
  };
  show();
}
