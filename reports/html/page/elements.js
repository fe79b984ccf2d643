// Elements: pieces of the page are made of elements and text only, so that no text from a log is ever read as markup.
function make(tag, given, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const byId = (id) => document.getElementById(id);

const sign = (verdict) => make("span", { class: "sign", "aria-hidden": "true" }, head.symbols[verdict]);
const badge = (verdict) => make("span", { class: `badge v-${verdict}` }, sign(verdict), " ", say("verdict", verdict));

function select(label, options, chosen, onChoice) {
  const box = make("select", { onchange: (event) => onChoice(event.target.value) });
  for (const [value, text] of options) box.append(make("option", { value, selected: value === chosen }, text));
  return make("label", {}, label, box);
}

const MEDIA_STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

function bringTo(element) {
  element.scrollIntoView({ behavior: MEDIA_STILL.matches ? "auto" : "smooth", block: "start" });
  element.focus({ preventScroll: true });
}
