// Duties: the columns of the ledger and what is looked up from them; a duty is its place i in every column.
let head; // header of the block of duties
let duty; // its columns
let size = 0; // how many duties are held one by one
let months; // (size,) months since year 0 in which each is due, -1 without a due date
let restMonths; // the same of the duties that are only counted
let allMonths; // every month that there is, -1 included where something has no due date
let headings = []; // every heading that some clause stands under
let rulesByClause, rulesByHeading; // for each rule its clauses and headings

const PERIODS = ["month", "quarter", "half-year", "year"];
const LENGTH = { month: 1, quarter: 3, "half-year": 6, year: 12 };

function readDuties(block) {
  head = block;
  duty = block.columns;
  WORDS = block.words;
  size = duty.verdict.length;
  months = Int32Array.from(duty.due, monthOf);
  restMonths = Int32Array.from(duty.rest_due, monthOf);
  allMonths = new Set(months);
  for (const month of restMonths) allMonths.add(month);
  rulesByClause = head.rules.map((rule) => rule.clauses);
  rulesByHeading = head.rules.map((rule) => [...new Set(rule.clauses.map((clause) => head.clauses[clause].heading))]);
  headings = [...new Set(Object.values(head.clauses).map((clause) => clause.heading))];
}

const datedMonths = () => [...allMonths].filter((month) => month >= 0).sort((a, b) => a - b);
const hasUndated = () => allMonths.has(-1);

function monthOf(seconds) {
  if (Number.isNaN(seconds)) return -1;
  const day = new Date(seconds * 1000);
  return day.getUTCFullYear() * 12 + day.getUTCMonth();
}

// 2024-05, 2024-Q2, 2024-H1, 2024; "none" without a due date.
function periodName(month, period) {
  if (month < 0) return "none";
  const year = String(Math.floor(month / 12)).padStart(4, "0");
  const first = month % 12;
  if (period === "month") return `${year}-${String(first + 1).padStart(2, "0")}`;
  if (period === "quarter") return `${year}-Q${Math.floor(first / 3) + 1}`;
  return period === "half-year" ? `${year}-H${Math.floor(first / 6) + 1}` : year;
}

// The first and last month that a period's name means; null where it is no name of a period.
function monthsOf(name) {
  if (name === "none") return [-1, -1];
  const found = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?$/.exec(name);
  if (!found) return null;
  const [, year, month, quarter, half] = found;
  const start = Number(year) * 12;
  if (month) return [start + Number(month) - 1, start + Number(month) - 1];
  if (quarter) return [start + (quarter - 1) * 3, start + quarter * 3 - 1];
  return half ? [start + (half - 1) * 6, start + half * 6 - 1] : [start, start + 11];
}

function spokenPeriod(name) {
  if (name === "none") return told("no_due");
  const found = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?$/.exec(name);
  if (!found || lang === "en") return name;
  const [, year, month, quarter, half] = found;
  if (month) return `${year}年${Number(month)}月`;
  if (quarter) return `${year}年${"一二三四"[quarter - 1]}季度`;
  return half ? `${year}年${"上下"[half - 1]}半年` : `${year}年`;
}

const idOf = (i) => Array.from(duty.duty.subarray(i * 8, i * 8 + 8), (byte) => byte.toString(16).padStart(2, "0")).join("");

function placeOf(id) {
  if (!/^[0-9a-f]{16}$/.test(id)) return -1;
  const wanted = id.match(/../g).map((pair) => parseInt(pair, 16));
  for (let i = 0; i < size; i += 1) {
    let same = 0;
    while (same < 8 && duty.duty[i * 8 + same] === wanted[same]) same += 1;
    if (same === 8) return i;
  }
  return -1;
}

const word = (name, i) => (duty[name][i] < 0 ? "" : head.lists[name][duty[name][i]]);
const bearerName = (name) => (name === "*" ? say("label", "whole_log") : name);
const bearerOf = (i) => bearerName(word("bearer", i));
const ruleOf = (i) => head.rules[duty.rule[i]];
const verdictOf = (i) => head.verdicts[duty.verdict[i]];
const severityOf = (i) => head.severities[duty.severity[i]];

function clauseText(clause) {
  const title = either(head.clauses[clause].title);
  return title ? `${clause} ${title}` : clause;
}

const waiverText = (name) => (head.waivers[name] ? either(head.waivers[name]) : name);

// A heading by its own title, else by what is asked under it.
function headingText(name) {
  if (head.clauses[name] && either(head.clauses[name].title)) return clauseText(name);
  const under = Object.values(head.clauses).filter((clause) => clause.heading === name).map((clause) => either(clause.title)).filter(Boolean);
  return [name, under.slice(0, 4).join(lang === "zh" ? "；" : "; ") + (under.length > 4 ? " …" : "")].join(" ").trim();
}

// The sentence of a duty, or "" where none is held for it.
const textOf = (texts, kind, i) => ((texts[kind] || [])[i] || "");
