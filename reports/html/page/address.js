// The address: everything that is chosen stands after the `#`, so that a view can be sent, kept, and gone back to.
const SINGLE = ["b", "r", "h", "c", "p", "reason", "x", "q", "cols", "sort", "page", "duty"];
const FINDINGS = ["breached", "late"];

function parsed(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { v: given.getAll("v"), s: given.getAll("s"), lang: given.get("lang") };
  for (const name of SINGLE) state[name] = given.get(name) || "";
  state.v = state.v.includes("all") ? [...head.verdicts] : state.v.filter((name) => head.verdicts.includes(name));
  if (!state.v.length) state.v = [...FINDINGS];
  state.s = state.s.filter((name) => head.severities.includes(name));
  if (!COLUMNS.includes(state.cols)) state.cols = head.period;
  if (state.p && !monthsOf(state.p)) state.p = "";
  state.page = Math.max(1, Math.floor(Number(state.page)) || 1);
  return state;
}

function written(state) {
  const kept = new URLSearchParams();
  const isFindings = state.v.length === 2 && FINDINGS.every((name) => state.v.includes(name));
  if (state.v.length === head.verdicts.length) kept.append("v", "all");
  else if (!isFindings) for (const name of state.v) kept.append("v", name);
  for (const name of state.s) kept.append("s", name);
  for (const name of SINGLE) {
    const value = name === "page" && state.page === 1 ? "" : name === "cols" && state.cols === head.period ? "" : state[name];
    if (value) kept.append(name, value);
  }
  kept.append("lang", state.lang || lang);
  return `#${kept}`;
}

const addressOf = (changes) => written({ ...state, ...changes });

let state; // what is shown now

// A change that can be gone back from; every choice but the page and the duty starts on the first page.
function go(changes) {
  const fresh = "page" in changes || "duty" in changes ? changes : { page: 1, ...changes };
  const address = addressOf(fresh);
  if (address === window.location.hash) show();
  else window.location.hash = address;
}

// A change on the way to another, such as each letter of a word that is searched for.
function goQuietly(changes) {
  history.replaceState(null, "", addressOf({ page: 1, ...changes }));
  show();
}
