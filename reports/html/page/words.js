// Words: every phrase in both languages, numbers and dates as each writes them. Nothing else knows which one is shown.
const LANGS = ["zh", "en"];
let lang = document.documentElement.dataset.lang;
let WORDS = {};

const either = (both) => both[LANGS.indexOf(lang)];

function say(table, word, values = {}) {
  const both = (WORDS[table] || {})[word];
  const text = both ? either(both) : word;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

const told = (word, values) => say("page", word, values);

const number = (value) => value.toLocaleString(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 6 });

const FORMATS = LANGS.map((name) => new Intl.DateTimeFormat(name === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long", timeZone: "UTC" }));

const COLLATORS = LANGS.map((name) => new Intl.Collator(name === "zh" ? "zh-Hans" : "en"));

// An instant given in seconds on the clocks of the rulebook's zone; a whole day is written without its time.
function moment(seconds) {
  const at = new Date(seconds * 1000);
  const clock = at.toISOString().slice(11, 19);
  const day = either(FORMATS).format(at);
  if (clock === "00:00:00" || clock === "23:59:59") return day;
  return `${day} ${clock.endsWith(":00") ? clock.slice(0, 5) : clock}`;
}

const isoDay = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

// Where an event has two instants it was given as a whole day.
const span = (first, last) => (last - first >= 86399 ? either(FORMATS).format(new Date(first * 1000)) : moment(first));
