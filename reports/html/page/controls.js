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

function drawFilters(tally) {
  const active = document.activeElement && document.activeElement.id; // what has the focus keeps it
  const search = make("input", { type: "search", id: "search", value: state.q, placeholder: told("search_hint"), autocomplete: "off", oninput: (event) => typed(event.target.value) });
  const typedIn = byId("search");
  if (active === "search") search.value = typedIn.value;
  const bearers = head.lists.bearer.map((name) => [name, bearerName(name)]).sort(([, a], [, b]) => a.localeCompare(b, "zh-Hans"));
  const clauses = Object.keys(head.clauses).filter((name) => usedClauses().has(name)).map((name) => [name, shortened(clauseText(name))]);
  const underHeadings = headings.filter((name) => rulesByHeading.some((list) => list.includes(name))).map((name) => [name, shortened(headingText(name))]);
  const rules = head.rules.map((rule) => [rule.id, shortened(either(rule.title))]);
  const reasons = head.lists.reason.filter(Boolean).map((name) => [name, shortened(say("reason", name))]);
  const periods = periodOptions();
  const one = (label, name, options) => {
    const given = [["", told("all")], ...options];
    if (state[name] && !options.some(([value]) => value === state[name])) given.push([state[name], state[name] === "none" ? told("no_clause") : state[name]]);
    const box = select(label, given, state[name], (value) => go({ [name]: value }));
    box.querySelector("select").id = `filter-${name}`;
    return box;
  };
  const lines = [
    make("div", { class: "bar" }, make("fieldset", {}, make("legend", {}, say("label", "verdict")), verdictChips(tally)), make("fieldset", {}, make("legend", {}, say("label", "severity")), severityChips())),
    make("div", { class: "bar" }, make("label", { class: "search" }, told("search"), search), one(say("label", "bearer"), "b", bearers), one(told("period"), "p", periods), one(told("heading"), "h", underHeadings)),
    make("div", { class: "bar" }, one(say("label", "clause"), "c", clauses), one(say("label", "rule"), "r", rules),
      reasons.length ? one(say("label", "reason"), "reason", reasons) : null,
      duty.baseline ? one(told("status"), "x", head.lists.baseline.filter(Boolean).map((name) => [name, told(`baseline_${name}`)])) : null,
      make("button", { type: "button", id: "reset", onclick: reset }, told("reset")),
      make("button", { type: "button", id: "everything", onclick: () => go({ v: [...head.verdicts] }) }, told("all_verdicts")),
      make("button", { type: "button", id: "findings-only", onclick: () => go({ v: [...FINDINGS] }) }, told("findings_only"))),
  ];
  const at = active === "search" ? [typedIn.selectionStart, typedIn.selectionEnd] : null;
  byId("filters").replaceChildren(...lines);
  if (active && byId(active) && byId("filters").contains(byId(active))) byId(active).focus({ preventScroll: true });
  if (at) byId("search").setSelectionRange(...at);
}

function reset() {
  go({ v: [...FINDINGS], s: [], b: "", r: "", h: "", c: "", p: "", reason: "", x: "", q: "" });
}

let typing = 0;
function typed(text) {
  clearTimeout(typing);
  typing = setTimeout(() => goQuietly({ q: text }), 150);
}

function chip(name, value, isOn, onChange, ...inside) {
  const box = make("input", { type: "checkbox", id: `${name}-${value}`, onchange: onChange });
  box.checked = isOn;
  return make("label", { class: `${name === "v" ? `v-${value}` : ""}${isOn ? " on" : ""}` }, box, ...inside);
}

function toggled(list, value) {
  return list.includes(value) ? list.filter((name) => name !== value) : [...list, value];
}

function verdictChips(tally) {
  return make("div", { class: "chips" }, head.verdicts.map((name, place) =>
    chip("v", name, state.v.includes(name), () => go({ v: toggled(state.v, name) }), sign(name), say("verdict", name), " ", make("span", { class: "number" }, number(tally[place])))));
}

function severityChips() {
  return make("div", { class: "chips" }, head.severities.map((name) => chip("s", name, state.s.includes(name), () => go({ s: toggled(state.s, name) }), say("severity", name))));
}

function periodOptions() {
  const period = PERIODS.includes(state.cols) ? state.cols : head.period;
  const seen = [...new Set([...months, ...Array.from(duty.rest_due, monthOf)])].sort((a, b) => a - b);
  const names = [...new Set(seen.filter((month) => month >= 0).map((month) => periodName(month, period)))];
  if (seen[0] < 0) names.push("none");
  if (state.p && !names.includes(state.p)) names.push(state.p);
  return names.map((name) => [name, spokenPeriod(name)]);
}

const usedClauses = () => new Set(rulesByClause.flat());
const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
