// Copies an address of this site; where the browser forbids that, shows it to be copied by hand.
const SAID = 2000; // milliseconds

export default function (component) {
  const { data, parentElement } = component;
  let button = parentElement.querySelector("button");
  if (!button) {
    button = parentElement.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "qa-link";
    const said = parentElement.appendChild(document.createElement("span"));
    said.setAttribute("role", "status");
    said.className = "qa-faint";
  }
  button.textContent = data.name;
  button.onclick = () => copy(data, parentElement.querySelector("[role=status]"));
}

async function copy(data, said) {
  const address = new URL(data.address, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    said.textContent = data.copied;
    setTimeout(() => (said.textContent = ""), SAID);
  } catch {
    const field = document.createElement("input");
    field.readOnly = true;
    field.value = address;
    field.setAttribute("aria-label", data.otherwise);
    said.replaceChildren(`${data.otherwise} `, field);
    field.select();
  }
}
