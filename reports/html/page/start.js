// Start: unpack, show what the address says, and listen for what changes it.
let latest = 0;
let rowsNow = [];
let ready = null; // texts and events as last shown

async function show() {
  const turn = (latest += 1);
  state = parsed(window.location.hash);
  if (LANGS.includes(state.lang) && state.lang !== lang) lang = state.lang;
  speak();
  const [texts, events] = await Promise.all([textsIn(lang), unpacked("events")]);
  if (turn !== latest) return; // something newer is on its way
  ready = { texts, events };
  const found = filtered(state, ready.texts, events);
  drawTools();
  drawColumns();
  drawMatrix(found.cells);
  drawFilters(found.tally);
  rowsNow = drawList(found, ready.texts, events);
  drawDetail(state.duty, rowsNow, ready.texts, events);
  document.documentElement.dataset.shown = String(turn); // for who waits until the page is drawn
}

function speak() {
  const root = document.documentElement;
  root.dataset.lang = lang;
  root.lang = lang === "zh" ? "zh-Hans" : "en";
  document.title = `${say("label", "title")}: ${either(head.title)}`;
}

function keys(event) {
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !isTyping && !byId("duty").open && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "Escape" && event.target.id === "search" && event.target.value) {
    event.preventDefault();
    event.target.value = "";
    goQuietly({ q: "" });
  }
}

// Links inside the page lead to a place and leave what is chosen alone; links to a choice lead to the list as well.
function follow(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const place = link.getAttribute("href").slice(1);
  if (!place.includes("=")) {
    event.preventDefault();
    bringTo(byId(place));
  } else if (link.matches(".tiles a, .state-link")) {
    bringTo(byId("results"));
  }
}

function listen() {
  window.addEventListener("hashchange", show);
  window.addEventListener("beforeprint", unfold);
  window.addEventListener("afterprint", fold);
  document.addEventListener("keydown", keys);
  document.addEventListener("click", follow);
  byId("duty").addEventListener("cancel", (event) => { event.preventDefault(); go({ duty: "" }); });
  byId("duty").addEventListener("click", (event) => { if (event.target === byId("duty")) go({ duty: "" }); });
}

// On paper nothing can be opened: what is folded is unfolded, and all duties of the filter are written out.
let folded = [];
function unfold() {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const element of folded) element.open = true;
  if (ready) drawPaper(rowsNow, ready.texts, ready.events);
}

function fold() {
  for (const element of folded) element.open = false;
  byId("printed").replaceChildren();
}

async function start() {
  if (typeof DecompressionStream === "undefined" || !window.HTMLDialogElement) {
    byId("too-old").hidden = false;
    return;
  }
  firstTheme();
  readDuties(await unpacked("duties"));
  for (const element of document.querySelectorAll(".static-only")) element.remove();
  for (const element of document.querySelectorAll(".script-only")) element.hidden = false;
  byId("explorer").hidden = false;
  listen();
  await show();
}

start();
