// The list: the duties that fit, a page of them at a time, in a table that a phone shows as cards.
const PAGE = 50;
const SORTS = ["gravity", "bearer", "rule", "due"];
const ranks = new Map();

function drawList(found, texts, events) {
  const rows = sorted(found.rows);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const page = Math.min(state.page, pages);
  const shown = rows.slice((page - 1) * PAGE, page * PAGE);
  const more = found.left ? told(state.q ? "cannot_search" : "found_more", { count: number(found.left) }) : "";
  byId("count").textContent = [told("found", { count: number(rows.length) }), more].filter(Boolean).join(lang === "zh" ? "；" : "; ");
  byId("list").replaceChildren(...(rows.length ? [listTable(shown, texts, events), pager(page, pages)] : [nothing()]));
  return rows;
}

const nothing = () => make("div", { class: "empty" }, make("p", {}, told("none_found")), make("p", {}, told("none_found_hint")));

function listTable(rows, texts, events) {
  const columns = [["gravity", say("label", "verdict")], ["bearer", say("label", "bearer")], ["rule", told("duty")], ["due", say("label", "due")], [null, say("label", "evidence")]];
  const top = columns.map(([name, text]) => (name ? sortable(name, text) : make("th", { scope: "col", role: "columnheader", class: "still" }, text)));
  return make("div", { class: "wide list" }, make("table", { role: "table", "aria-labelledby": "results" },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, top)),
    make("tbody", { role: "rowgroup" }, rows.map((i) => listRow(i, texts, events)))));
}

function sortable(name, text) {
  const [current, isDown] = [state.sort.replace(/^-/, "") || "gravity", state.sort.startsWith("-")];
  const isThis = current === name;
  const next = isThis && !isDown ? `-${name}` : name === "gravity" ? "" : name;
  const mark = isThis ? (isDown ? " ▼" : " ▲") : "";
  return make("th", { scope: "col", role: "columnheader", "aria-sort": isThis ? (isDown ? "descending" : "ascending") : null },
    make("button", { type: "button", id: `sort-${name}`, title: told("sort_by", { column: text }), onclick: () => { go({ sort: next }); } }, text, make("span", { "aria-hidden": "true" }, mark)));
}

function listRow(i, texts, events) {
  const rule = ruleOf(i);
  const verdict = verdictOf(i);
  const title = make("a", { href: addressOf({ duty: idOf(i) }), class: "duty-link" }, either(rule.title));
  const sentence = textOf(texts, "sentence", i) || told_(i);
  return make("tr", { role: "row", class: `v-row v-${verdict}` },
    make("td", { role: "cell" }, badge(verdict), make("div", { class: "small soft" }, say("severity", severityOf(i)))),
    make("td", { role: "cell", class: "who" }, bearerOf(i), word("key", i) ? make("div", { class: "small soft" }, word("key", i)) : null),
    make("td", { role: "cell", class: "what" }, title, make("span", { class: "small soft" }, rule.clauses.length ? ` ${rule.clauses.join("; ")}` : ""), make("p", { class: "small" }, sentence)),
    make("td", { role: "cell", class: "day", "data-name": say("label", "due") }, Number.isNaN(duty.due[i]) ? "—" : isoDay(duty.due[i])),
    make("td", { role: "cell", class: "where small", "data-name": say("label", "evidence") }, whereSeen(i, events)));
}

// Without a sentence of its own a duty is told by its parts.
function told_(i) {
  const owed = ruleOf(i).owed[word("variant", i)] || ruleOf(i).owed[""];
  const seen = Number.isNaN(duty.observed[i]) ? told("not_measured") : number(duty.observed[i]);
  const joint = lang === "zh" ? "；" : "; ";
  const colon = lang === "zh" ? "：" : ": ";
  const required = either(head.required[duty.required[i]]);
  return [`${told("owed")}${colon}${either(owed)}`, `${told("observed")}${colon}${seen}`, `${told("required")}${colon}${required}`].join(joint);
}

function whereSeen(i, events) {
  const [start, end] = evidenceOf(events, i);
  const count = duty.evidence_count[i];
  if (!count) return events.columns.trigger[i] >= 0 ? [make("span", { class: "soft" }, `${told("trigger")} `), placeCode(events, events.columns.trigger[i])] : [make("span", { class: "soft" }, told("evidence_none"))];
  const first = end > start ? placeCode(events, events.columns.evidence[start]) : "";
  return [first, count > 1 ? ` (${number(count)})` : ""];
}

// In a list a file goes by its last name, where no other file has the same.
function placeCode(events, e) {
  const whole = placeText(events, e);
  const name = events.columns.file[e] < 0 ? "" : head.lists.file[events.columns.file[e]];
  const last = name.split("/").pop();
  const isAlone = head.lists.file.filter((other) => other.split("/").pop() === last).length === 1;
  return make("code", { title: whole }, isAlone ? last + whole.slice(name.length) : whole);
}

const evidenceOf = (events, i) => [i ? events.columns.evidence_ends[i - 1] : 0, events.columns.evidence_ends[i]];

// By gravity the duties are in order as they come; the other orders are by places in sorted lists, ties as they come.
function sorted(rows) {
  const name = state.sort.replace(/^-/, "");
  const isDown = state.sort.startsWith("-");
  if (!SORTS.includes(name) || name === "gravity") return isDown ? [...rows].reverse() : rows;
  const value = name === "due" ? duty.due : Int32Array.from(duty[name], (place) => rankOf(name)[place]);
  const infinite = (i) => (Number.isNaN(value[i]) ? Infinity : value[i]);
  const turn = isDown ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [infinite(a), infinite(b)];
    return left === right ? a - b : (left < right ? -1 : 1) * turn;
  });
}

function rankOf(name) {
  const key = `${name}-${lang}`;
  if (!ranks.has(key)) {
    const texts = name === "rule" ? head.rules.map((rule) => either(rule.title)) : head.lists[name].map(bearerName);
    const order = texts.map((text, place) => place).sort((a, b) => either(COLLATORS).compare(texts[a], texts[b]));
    const rank = new Int32Array(texts.length);
    order.forEach((place, at) => { rank[place] = at; });
    ranks.set(key, rank);
  }
  return ranks.get(key);
}

function pager(page, pages) {
  const to = (name, target) => make("button", { type: "button", id: `page-${name}`, disabled: target < 1 || target > pages || target === page, onclick: () => { go({ page: target }); bringTo(byId("results")); } }, told(name));
  return make("nav", { class: "pager", "aria-label": told("page", { page: number(page), pages: number(pages) }) },
    to("first", 1), to("previous", page - 1), make("span", {}, told("page", { page: number(page), pages: number(pages) })), to("next", page + 1), to("last", pages));
}
