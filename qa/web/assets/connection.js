// Tells when the program behind the page does not answer, and no more once it does again.
const PATIENCE = 2500; // milliseconds for which a connection may be away without a word
let watching = null;
let due = 0;

export default function (component) {
  const app = document.querySelector("[data-test-connection-state]");
  if (!app) return;
  // Beside the app, which a dialog would dim; there before its words, which are then read out
  let notice = document.querySelector("body > .qa-lost");
  if (!notice) {
    notice = document.body.appendChild(document.createElement("div"));
    notice.setAttribute("role", "alert");
    notice.className = "qa-lost";
  }
  const show = (said) => {
    const { color, backgroundColor } = getComputedStyle(app);
    Object.assign(notice.style, { color, backgroundColor });
    notice.replaceChildren(
      ...said.map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      })
    );
  };
  const look = () => {
    clearTimeout(due);
    if (app.dataset.testConnectionState === "CONNECTED") show([]);
    else due = setTimeout(() => show([component.data.lost, component.data.fix]), PATIENCE);
  };
  if (watching) watching.disconnect();
  watching = new MutationObserver(look);
  watching.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  look();
}
