// Paper: every duty of the current filter, in full sentences, just before the page is printed.
const ON_PAPER = 5000;

function drawPaper(rows, texts, events) {
  const shown = rows.slice(0, ON_PAPER);
  const left = rows.length - shown.length;
  byId("printed").replaceChildren(
    make("p", {}, told("printed_filter", { filter: filterText() }), " · ", told("printed", { shown: number(shown.length) })),
    ...shown.map((i) => make("article", { class: `v-${verdictOf(i)}` },
      make("p", {}, badge(verdictOf(i)), " ", make("b", {}, either(ruleOf(i).title)), make("span", { class: "soft" }, ` ${say("severity", severityOf(i))} · ${say("label", "clause")} ${ruleOf(i).clauses.join("; ") || "—"}`)),
      make("p", {}, textOf(texts, "sentence", i) || `${bearerOf(i)} ${told_(i)}`),
      ["miss", "remedy"].filter((kind) => textOf(texts, kind, i)).map((kind) => make("p", {}, textOf(texts, kind, i))),
      make("p", { class: "small soft" }, whereSeen(i, events), " · ", make("code", {}, idOf(i))))),
    left > 0 ? make("p", { class: "note" }, told("print_left", { left: number(left) })) : "");
}

function filterText() {
  const joint = told("list_joint");
  const parts = [state.v.map((name) => say("verdict", name)).join(joint), state.s.map((name) => say("severity", name)).join(joint)];
  if (state.b) parts.push(bearerName(state.b));
  if (state.p) parts.push(spokenPeriod(state.p));
  if (state.h) parts.push(state.h);
  if (state.c) parts.push(state.c);
  if (state.r) parts.push(state.r);
  if (state.reason) parts.push(say("reason", state.reason));
  if (state.q) parts.push(`“${state.q}”`);
  return parts.filter(Boolean).join(" · ") || told("no_filter");
}
