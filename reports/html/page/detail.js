// One duty: what was owed, what was seen, what would have met it, by what evidence, under which clause and whose reading.
let children; // places of the duties that each duty raised, by its id

function drawDetail(id, rows, texts, events) {
  const dialog = byId("duty");
  if (!id) {
    if (dialog.open) leave(dialog);
    return;
  }
  lastDuty = id;
  const i = placeOf(id);
  const at = rows.indexOf(i);
  dialog.replaceChildren(detailBar(rows, at), i < 0 ? lost(id) : detail(i, texts, events));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  byId("duty-title").focus({ preventScroll: true });
}

// The list was made anew meanwhile: the focus goes to where the duty stands in it now.
let lastDuty = "";
function leave(dialog) {
  dialog.close();
  const link = [...byId("list").querySelectorAll("a.duty-link")].find((found) => found.hash.includes(`duty=${lastDuty}`));
  (link || byId("results")).focus({ preventScroll: true });
}

function detailBar(rows, at) {
  const step = (name, place) => make("button", { type: "button", id: `duty-${name}`, disabled: at < 0 || place < 0 || place >= rows.length, onclick: () => go({ duty: idOf(rows[place]) }) }, told(name));
  const place = at < 0 ? "" : `${number(at + 1)} / ${number(rows.length)}`;
  return make("div", { class: "detail-bar" }, step("earlier", at - 1), step("later", at + 1), make("span", { class: "soft small" }, place),
    make("button", { type: "button", class: "push", id: "duty-close", onclick: () => go({ duty: "" }) }, told("close")));
}

const lost = (id) => make("div", { class: "detail" }, make("h2", { id: "duty-title", tabindex: "-1" }, told("duty")), make("p", { class: "empty" }, told("duty_missing", { duty: id })));

function detail(i, texts, events) {
  const rule = ruleOf(i);
  const verdict = verdictOf(i);
  const sentence = textOf(texts, "sentence", i);
  const boxes = ["miss", "remedy"].filter((kind) => textOf(texts, kind, i)).map((kind) => make("p", { class: "boxed" }, textOf(texts, kind, i)));
  return make("div", { class: "detail" },
    make("p", {}, badge(verdict), " ", make("span", { class: "soft" }, `${say("label", "severity")} ${say("severity", severityOf(i))}`)),
    make("h2", { id: "duty-title", tabindex: "-1" }, either(rule.title)),
    make("p", { class: "sentence" }, sentence || told_(i)),
    boxes,
    facts(i, Boolean(sentence)),
    make("h3", {}, told("trigger")), trigger(i, events),
    make("h3", {}, `${say("label", "evidence")} (${number(duty.evidence_count[i])})`), evidence(i, events),
    raised(i),
    make("h3", {}, say("label", "clause")), clauses(rule),
    make("h3", {}, say("label", "parameters")), parameters(rule),
    make("h3", {}, told("explain")), make("code", { class: "command" }, `zhiben explain ${idOf(i)} --ledger ${folder()}`),
    make("p", { class: "small" }, make("a", { href: addressOf({ duty: idOf(i) }) }, told("link")), make("span", { class: "soft" }, " · ", make("code", {}, idOf(i)))));
}

// The directory this page lies in, where it was opened from a file; as a shell reads it.
function folder() {
  if (window.location.protocol !== "file:") return "zhiben-report";
  const path = decodeURIComponent(window.location.pathname).replace(/\/[^/]*$/, "").replace(/^\/([A-Za-z]:)/, "$1") || "/";
  return /^[\w/.:\u4e00-\u9fff-]+$/.test(path) ? path : `'${path.replace(/'/g, "'\\''")}'`;
}

function facts(i) {
  const time = (name) => (Number.isNaN(duty[name][i]) ? "" : moment(duty[name][i]));
  const rule = ruleOf(i);
  const variant = word("variant", i);
  const owed = rule.owed[variant] || rule.owed[""];
  const window_ = told("window_text", { opens: time("opens") || told("always"), closes: time("due") || told("open_end") });
  const list = [
    [say("label", "bearer"), bearerOf(i)],
    [told("key"), word("key", i)],
    [told("owed"), either(owed)],
    [told("window"), window_],
    [told("required"), either(head.required[duty.required[i]])],
    [told("observed"), Number.isNaN(duty.observed[i]) ? told("not_measured") : number(duty.observed[i])],
    [told("decided"), time("decided")],
    [told("cured"), time("cured")],
    [say("label", "reason"), word("reason", i) && say("reason", word("reason", i))],
    [told("waiver"), waiverText(word("waiver", i))],
    [told("status"), duty.status && word("status", i) && say("status", word("status", i))],
    [say("label", "rule"), `${rule.id}${variant ? ` / ${variant}` : ""}`],
    [told("written_at"), rule.at],
    [say("label", "origin"), rule.origin && say("origin", rule.origin)],
  ];
  return make("dl", {}, list.filter(([, text]) => text).flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)]));
}

function trigger(i, events) {
  const event = events.columns.trigger[i];
  if (event >= 0) return eventBox(event, events);
  const name = word("raised_by", i);
  if (!name) return make("p", { class: "soft" }, bearerOf(i));
  return placeOf(name) >= 0 ? dutyLink(placeOf(name)) : make("p", {}, name);
}

function evidence(i, events) {
  const [start, end] = evidenceOf(events, i);
  const count = duty.evidence_count[i];
  if (!count) return make("p", { class: "soft" }, told("evidence_none"));
  const boxes = Array.from(events.columns.evidence.subarray(start, end), (event) => eventBox(event, events));
  if (end - start < count) boxes.push(make("p", { class: "small soft" }, told("evidence_more", { count: number(count), shown: number(end - start) })));
  return make("div", {}, boxes);
}

function eventBox(e, events) {
  const { type, subject, first, last, event } = events.columns;
  const own = events.fields.map((field) => [field, field.events.indexOf(e)]).filter(([, at]) => at >= 0);
  return make("div", { class: "event" },
    make("p", {}, make("b", {}, either(head.types[type[e]])), ` · ${head.lists.subject[subject[e]]} · ${span(first[e], last[e])}`),
    make("p", { class: "small soft" }, make("code", {}, placeText(events, e)), " · ", make("code", {}, head.lists.event[event[e]])),
    e < events.told
      ? make("dl", {}, own.flatMap(([field, at]) => [make("dt", {}, either(field.label)), make("dd", {}, either(field.words[field.values[at]]))]))
      : make("p", { class: "small soft" }, told("fields_left")));
}

function raised(i) {
  if (!children) {
    children = new Map();
    for (let k = 0; k < size; k += 1) {
      const name = word("raised_by", k);
      if (/^[0-9a-f]{16}$/.test(name)) children.set(name, [...(children.get(name) || []), k]);
    }
  }
  const found = children.get(idOf(i)) || [];
  return found.length ? [make("h3", {}, told("raised_duty")), ...found.map(dutyLink)] : [];
}

const dutyLink = (i) => make("p", {}, badge(verdictOf(i)), " ", make("a", { class: "duty-link", href: addressOf({ duty: idOf(i) }) }, either(ruleOf(i).title)));

function clauses(rule) {
  if (!rule.clauses.length) return make("p", { class: "soft" }, told("no_clause"));
  return make("ul", {}, rule.clauses.map((clause) => make("li", {}, clauseText(clause))));
}

function parameters(rule) {
  if (!rule.parameters.length) return make("p", { class: "soft" }, told("no_parameters"));
  return make("dl", {}, rule.parameters.flatMap((name) => {
    const p = head.parameters[name];
    const setBy = p.set_by === "default" ? "" : ` · ${say("label", "set_by")} ${p.set_by}`;
    const sure = p.confidence ? ` · ${say("label", "confidence")} ${say("confidence", p.confidence)}` : "";
    return [make("dt", {}, make("code", {}, name)),
      make("dd", {}, make("b", {}, p.value), ` · ${say("origin", p.origin)}${sure}${setBy}`, p.source ? make("div", { class: "small" }, p.source) : null, p.reason ? make("div", { class: "small soft" }, p.reason) : null)];
  }));
}
