// Controls: language and appearance, the choice of columns, and the filter; each change goes to the address.
function drawTools() {
  const tools = byId("tools");
  const other = lang === "zh" ? ["en", "English"] : ["zh", "中文"];
  const switcher = make("button", { type: "button", id: "language", lang: other[0] === "zh" ? "zh-Hans" : "en", onclick: () => go({ lang: other[0], page: state.page }) }, other[1]);
  const themes = ["auto", "light", "dark"].map((name) => [name, told(`theme_${name}`)]);
  const theme = make("select", { id: "theme", "aria-label": told("theme"), onchange: (event) => setTheme(event.target.value) });
  for (const [value, text] of themes) theme.append(make("option", { value, selected: value === themeNow }, text));
  const printer = make("button", { type: "button", onclick: () => window.print() }, told("print"));
  tools.replaceChildren(switcher, theme, printer);
}

// The appearance belongs to who reads, not to what is read: it is kept in the browser and not in the address.
let themeNow = "auto";
function setTheme(name) {
  themeNow = name;
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  try { localStorage.setItem("zhiben-theme", name); } catch (refused) { /* a browser may keep nothing; then it lasts as long as the page */ }
}

function firstTheme() {
  let kept = null;
  try { kept = localStorage.getItem("zhiben-theme"); } catch (refused) { /* as above */ }
  setTheme(["light", "dark"].includes(kept) ? kept : "auto");
}

function drawColumns() {
  const options = COLUMNS.map((name) => [name, told(`by_${name}`)]);
  byId("matrix-controls").replaceChildren(select(told("columns"), options, state.cols, (value) => go({ cols: value, page: state.page })));
}

// The filter is made once for a language and a kind of period; afterwards only what is chosen in it changes.
let filtersFor = "";
function drawFilters(tally) {
  const wanted = `${lang} ${shownPeriod()}`;
  if (filtersFor !== wanted) makeFilters();
  filtersFor = wanted;
  for (const name of CHOICES) choose(byId(`filter-${name}`), state[name]);
  for (const box of byId("filters").querySelectorAll("input[type=checkbox]")) {
    box.checked = state[box.name].includes(box.value);
    box.parentElement.classList.toggle("on", box.checked);
  }
  head.verdicts.forEach((name, place) => { byId(`tally-${name}`).textContent = number(tally[place]); });
  const search = byId("search");
  if (document.activeElement !== search) search.value = state.q;
}

const CHOICES = ["b", "p", "h", "c", "r", "reason", "x"];

function makeFilters() {
  const active = document.activeElement && document.activeElement.id;
  const search = make("input", { type: "search", id: "search", placeholder: told("search_hint"), autocomplete: "off", oninput: (event) => typed(event.target.value) });
  const one = (label, name, options) => {
    const box = select(label, [["", told("all")], ...options], "", (value) => go({ [name]: value }));
    box.lastElementChild.id = `filter-${name}`;
    return box;
  };
  const verdicts = make("fieldset", {}, make("legend", {}, say("label", "verdict")), chips("v", head.verdicts, (name) => [sign(name), say("verdict", name), make("span", { class: "number", id: `tally-${name}` })]));
  const severities = make("fieldset", {}, make("legend", {}, say("label", "severity")), chips("s", head.severities, (name) => [say("severity", name)]));
  const reasons = head.lists.reason.filter(Boolean).map((name) => [name, shortened(say("reason", name))]);
  byId("filters").replaceChildren(
    make("div", { class: "bar" }, verdicts, severities),
    make("div", { class: "bar" }, make("label", { class: "search" }, told("search"), search), one(say("label", "bearer"), "b", bearerOptions()),
      one(told("period"), "p", periodOptions()), one(told("heading"), "h", headingOptions())),
    make("div", { class: "bar" }, one(say("label", "clause"), "c", clauseOptions()), one(say("label", "rule"), "r", head.rules.map((rule) => [rule.id, shortened(either(rule.title))])),
      reasons.length ? one(say("label", "reason"), "reason", reasons) : null,
      duty.status ? one(told("status"), "x", head.lists.status.filter(Boolean).map((name) => [name, say("status", name)])) : null,
      make("button", { type: "button", id: "reset", onclick: reset }, told("reset")),
      make("button", { type: "button", id: "everything", onclick: () => go({ v: [...head.verdicts] }) }, told("all_verdicts")),
      make("button", { type: "button", id: "findings-only", onclick: () => go({ v: [...FINDINGS] }) }, told("findings_only"))));
  if (active && byId(active)) byId(active).focus({ preventScroll: true }); // what had the focus keeps it
}

// An address may choose what no duty has; then that is said as it is written.
function choose(box, value) {
  if (!box) return;
  box.value = value;
  if (box.value === value) return;
  box.append(make("option", { value }, value === "none" ? told("no_clause") : value));
  box.value = value;
}

function reset() {
  go({ v: [...FINDINGS], s: [], b: "", r: "", h: "", c: "", p: "", reason: "", x: "", q: "" });
}

let typing = 0;
function typed(text) {
  clearTimeout(typing);
  typing = setTimeout(() => goQuietly({ q: text }), 150);
}

function toggled(list, value) {
  return list.includes(value) ? list.filter((name) => name !== value) : [...list, value];
}

function chips(name, values, inside) {
  return make("div", { class: "chips" }, values.map((value) =>
    make("label", { class: name === "v" ? `v-${value}` : "" },
      make("input", { type: "checkbox", name, value, id: `${name}-${value}`, onchange: () => go({ [name]: toggled(state[name], value) }) }), ...inside(value))));
}

const shownPeriod = () => (PERIODS.includes(state.cols) ? state.cols : head.period);

function periodOptions() {
  const names = [...new Set(datedMonths().map((month) => periodName(month, shownPeriod())))];
  if (hasUndated()) names.push("none");
  return names.map((name) => [name, spokenPeriod(name)]);
}

const bearerOptions = () => head.lists.bearer.map((name) => [name, bearerName(name)]).sort(([, a], [, b]) => either(COLLATORS).compare(a, b));
const clauseOptions = () => Object.keys(head.clauses).filter((name) => usedClauses().has(name)).map((name) => [name, shortened(clauseText(name))]);
const headingOptions = () => headings.filter((name) => rulesByHeading.some((list) => list.includes(name))).map((name) => [name, shortened(headingText(name))]);
const usedClauses = () => new Set(rulesByClause.flat());
const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
