// Brings a block to the top of the page: the newest turn, what was just added, a note to write.
const PATIENCE = 1000; // milliseconds in which elements go on arriving under it
const placed = new Map(); // for each of several, the last occasion

export default function (component) {
  const { data } = component;
  if (placed.get(data.name) === data.occasion) return;
  placed.set(data.name, data.occasion);
  const started = performance.now();
  let waiting = 0;
  // The reader's own scrolling wins.
  const stop = () => cancelAnimationFrame(waiting);
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(event, stop, { once: true, passive: true });
  }
  const show = () => {
    const block = document.querySelector(`.st-key-${data.block}`);
    if (block) block.scrollIntoView({ block: "start" });
    if (performance.now() - started < PATIENCE) waiting = requestAnimationFrame(show);
  };
  show();
  // Whoever comes back to the page is brought to where they were
  return () => placed.delete(data.name);
}
