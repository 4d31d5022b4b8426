// One key each: to the question box, to a citation, to the one before or after. Never while typing.
const TYPING = "input, textarea, select, [contenteditable], [role=combobox], [role=listbox]";
const BOX = "[data-testid=stChatInputTextArea]:not(:disabled)";
const FRAMES = 60; // in which the new box arrives
const NARROW = 768; // pixels, as Streamlit has it
let listening = false;
let wanted = true;
let asked = null;

export default function (component) {
  wanted = component.data.on;
  if (asked !== null && asked !== component.data.asked) giveFocus(FRAMES);
  asked = component.data.asked;
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", heard);
  document.addEventListener("keydown", settled, true);
  document.addEventListener("click", chosen);
}

// Esc in a date that was typed would close the filter around it and lose the date. The field takes
// the date when its calendar closes, which a click beside it does; the next Esc closes the filter.
function settled(event) {
  const field = event.key === "Escape" && event.target.closest("[data-testid=stDateInput]");
  const filter = field && field.closest("[data-testid=stPopoverBody]");
  if (!filter) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  event.target.blur();
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    filter.dispatchEvent(new MouseEvent(kind, { bubbles: true }));
  }
}

// On a phone the pages are listed in a drawer over the page, which stays: a choice closes it.
function chosen(event) {
  if (innerWidth > NARROW || !event.target.closest("[data-testid=stSidebarNavLink]")) return;
  const close = document.querySelector("[data-testid=stSidebarCollapseButton] button");
  if (close) close.click();
}

// To the new question box, where the last one had the focus: nothing else has it now.
function giveFocus(frames) {
  const box = document.querySelector(BOX);
  if (box && document.activeElement === document.body) box.focus({ preventScroll: true });
  else if (frames && !box) requestAnimationFrame(() => giveFocus(frames - 1));
}

function heard(event) {
  if (!wanted || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest && event.target.closest(TYPING)) return;
  const dialog = document.querySelector("[role=dialog]");
  const target = dialog ? inDrawer(event.key) : onPage(event.key);
  if (!target) return;
  event.preventDefault();
  if (target.matches("textarea")) target.focus();
  else target.click();
}

function inDrawer(key) {
  const name = { ArrowLeft: "previous_citation", ArrowRight: "next_citation" }[key];
  return name && document.querySelector(`.st-key-${name} button:not(:disabled)`);
}

function onPage(key) {
  if (key === "/") return document.querySelector(BOX);
  if (!/^[1-9]$/.test(key)) return null;
  const turn = turnBeingRead();
  return turn && document.querySelector(`.st-key-open_${turn}_${key} button`);
}

// The last turn that begins above the middle of the window.
function turnBeingRead() {
  const turns = [...document.querySelectorAll("[class*='st-key-turn_']")];
  const read = turns.filter((turn) => turn.getBoundingClientRect().top < innerHeight / 2).pop();
  const turn = read || turns[0];
  return turn && /st-key-turn_(\d+)/.exec(turn.className)[1];
}
