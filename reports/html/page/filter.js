// The filter: one pass over all duties gives the list, the counts by verdict, and the cells of the matrix.
const COLUMNS = [...PERIODS, "heading", "clause"];

// Returns {rows, tally, left, cells}: places of the duties that fit; counts by verdict of what fits but for its verdict;
// how many more fit that are only counted; the matrix, {names, rows: Map(bearer -> Int32Array(names x verdicts))}.
function filtered(wanted, texts, events) {
  const rules = fittingRules(wanted);
  const ofMatrix = fittingRules({ ...wanted, ...(wanted.cols === "heading" ? { h: "" } : wanted.cols === "clause" ? { c: "" } : {}) });
  const verdicts = head.verdicts.map((name) => wanted.v.includes(name));
  const severities = head.severities.map((name) => !wanted.s.length || wanted.s.includes(name));
  const bearer = wanted.b ? head.lists.bearer.indexOf(wanted.b) : null;
  const reason = wanted.reason ? head.lists.reason.indexOf(wanted.reason) : null;
  const status = wanted.x && duty.status ? head.lists.status.indexOf(wanted.x) : null;
  const [low, high] = wanted.p ? monthsOf(wanted.p) : [-Infinity, Infinity];
  const isByPeriod = PERIODS.includes(wanted.cols); // then the matrix shows every period
  const holds = searched(wanted.q, texts, events);
  const matrix = emptyMatrix(wanted.cols);
  const tally = new Int32Array(head.verdicts.length);
  const rows = [];
  for (let i = 0; i < size; i += 1) {
    if (!ofMatrix[duty.rule[i]] || !severities[duty.severity[i]]) continue;
    if (reason !== null && duty.reason[i] !== reason) continue;
    if (status !== null && duty.status[i] !== status) continue;
    if (holds && !holds(i)) continue;
    const isDueThen = months[i] >= low && months[i] <= high;
    if (isByPeriod || isDueThen) matrix.add(duty.bearer[i], duty.rule[i], months[i], duty.verdict[i], 1);
    if (!isDueThen || !rules[duty.rule[i]] || (bearer !== null && duty.bearer[i] !== bearer)) continue;
    tally[duty.verdict[i]] += 1;
    if (verdicts[duty.verdict[i]]) rows.push(i);
  }
  let left = 0;
  const canTell = reason === null && status === null;
  for (let k = 0; canTell && k < duty.rest_count.length; k += 1) {
    const count = duty.rest_count[k];
    const month = restMonths[k];
    const isDueThen = month >= low && month <= high;
    if (!ofMatrix[duty.rest_rule[k]] || !severities[duty.rest_severity[k]]) continue;
    if (!holds && (isByPeriod || isDueThen)) matrix.add(duty.rest_bearer[k], duty.rest_rule[k], month, duty.rest_verdict[k], count);
    if (!isDueThen || !rules[duty.rest_rule[k]] || (bearer !== null && duty.rest_bearer[k] !== bearer)) continue;
    if (!holds) tally[duty.rest_verdict[k]] += count;
    if (verdicts[duty.rest_verdict[k]]) left += count;
  }
  return { rows, tally, left, cells: matrix };
}

function fittingRules(wanted) {
  return head.rules.map(
    (rule, place) =>
      (!wanted.r || rule.id === wanted.r) &&
      (!wanted.c || (wanted.c === "none" ? !rule.clauses.length : rule.clauses.includes(wanted.c))) &&
      (!wanted.h || (wanted.h === "none" ? !rule.clauses.length : rulesByHeading[place].includes(wanted.h))),
  );
}

// The columns of the matrix and a way to count into them; a duty of several clauses counts under each of them.
function emptyMatrix(columns) {
  const width = head.verdicts.length;
  const rows = new Map();
  let names;
  let placesOf;
  if (PERIODS.includes(columns)) {
    names = [...new Set(datedMonths().map((month) => periodName(month, columns)))];
    if (hasUndated()) names.push("none");
    const place = new Map([...allMonths].map((month) => [month, [names.indexOf(periodName(month, columns))]]));
    placesOf = (rule, month) => place.get(month);
  } else {
    const ofRules = (columns === "heading" ? rulesByHeading : rulesByClause).map((list) => (list.length ? list : ["none"]));
    const used = new Set(ofRules.flat());
    names = [...(columns === "heading" ? headings : Object.keys(head.clauses)), "none"].filter((name) => used.has(name));
    const places = ofRules.map((list) => list.map((name) => names.indexOf(name)));
    placesOf = (rule) => places[rule];
  }
  const add = (bearer, rule, month, verdict, count) => {
    let row = rows.get(bearer);
    if (!row) rows.set(bearer, (row = new Int32Array((names.length + 1) * width)));
    for (const column of placesOf(rule, month)) row[column * width + verdict] += count;
    row[names.length * width + verdict] += count; // its total: every duty once
  };
  return { names, rows, add, width };
}

// A test of one duty for every word that is searched for; null where nothing is. Lists are searched once, not per duty.
function searched(query, texts, events) {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!terms.length) return null;
  const lower = lowered(texts);
  const tests = terms.map((term) => {
    const has = (text) => text.toLowerCase().includes(term);
    const hits = {};
    for (const name of ["bearer", "key", "raised_by", "waiver"]) hits[name] = head.lists[name].map((text) => has(name === "bearer" ? bearerName(text) : name === "waiver" ? waiverText(text) : text));
    const rules = head.rules.map((rule) => has([rule.id, ...rule.title, ...rule.clauses.map(clauseText)].join(" ")));
    const seen = eventsWith(has, events);
    const isId = /^[0-9a-f]{4,16}$/.test(term);
    return (i) =>
      rules[duty.rule[i]] || hits.bearer[duty.bearer[i]] || hits.key[duty.key[i]] || hits.raised_by[duty.raised_by[i]] ||
      hits.waiver[duty.waiver[i]] || (i < lower.length && lower[i].includes(term)) || seen(i) || (isId && idOf(i).startsWith(term));
  });
  return (i) => tests.every((test) => test(i));
}

const loweredTexts = new WeakMap();
function lowered(texts) {
  if (!loweredTexts.has(texts)) loweredTexts.set(texts, texts.sentence.map((text) => text.toLowerCase()));
  return loweredTexts.get(texts);
}

function eventsWith(has, events) {
  const { evidence, evidence_ends: ends, trigger, line } = events.columns;
  const hit = new Uint8Array(line.length);
  const files = new Map();
  for (let e = 0; e < hit.length; e += 1) {
    const where = events.columns.file[e] * 65536 + events.columns.sheet[e];
    if (!files.has(where)) files.set(where, has(fileOf(events, e)));
    hit[e] = files.get(where) || has(head.lists.event[events.columns.event[e]]) || has(placeText(events, e)) ? 1 : 0;
  }
  return (i) => {
    if (trigger[i] >= 0 && hit[trigger[i]]) return true;
    for (let k = i ? ends[i - 1] : 0; k < ends[i]; k += 1) if (hit[evidence[k]]) return true;
    return false;
  };
}

function fileOf(events, e) {
  const { file, sheet } = events.columns;
  const name = file[e] < 0 ? "" : head.lists.file[file[e]];
  return sheet[e] < 0 ? name : `${name}[${head.lists.sheet[sheet[e]]}]`;
}

const placeText = (events, e) => `${fileOf(events, e)}:${events.columns.line[e]}`;
