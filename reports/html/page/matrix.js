// The matrix: who (rows) by when or by what (columns); a cell has the gravest verdict's colour and sign, and every count.
const ROWS = 60; // drawn at first, and with each “more”
let rowsShown = ROWS;
let here = { row: 1, column: 1 }; // which cell the Tab key comes to

function drawMatrix(cells) {
  const { names, width } = cells;
  const bearers = [...cells.rows].sort(([a, left], [b, right]) => worse(left, right, names.length * width, width) || a - b);
  const shown = bearers.slice(0, rowsShown);
  const corner = make("th", { scope: "col", role: "columnheader" }, make("button", { type: "button", tabindex: "-1", disabled: true }, say("label", "bearer")));
  const top = make("tr", { role: "row" }, corner, ...names.map((name) => columnHead(name)), columnHead(null));
  const body = shown.map(([bearer, counts]) => {
    const cellsOf = names.map((name, column) => cell(bearer, name, counts.subarray(column * width, (column + 1) * width)));
    cellsOf.push(cell(bearer, null, counts.subarray(names.length * width)));
    return make("tr", { role: "row" }, rowHead(bearer), ...cellsOf);
  });
  const table = make("table", { role: "grid", "aria-labelledby": "matrix", "aria-describedby": "matrix-how", "aria-rowcount": bearers.length + 1, onkeydown: arrows, onfocusin: remember },
    make("thead", { role: "rowgroup" }, top), make("tbody", { role: "rowgroup" }, body));
  byId("matrix-place").replaceChildren(bearers.length ? table : make("p", { class: "empty" }, told("none_found")));
  const left = bearers.length - shown.length;
  const more = make("button", { type: "button", onclick: () => { rowsShown += ROWS; show(); } }, told("more_rows", { count: number(Math.min(ROWS, left)), left: number(left) }));
  byId("matrix-more").replaceChildren(...(left > 0 ? [more] : []));
  settle();
}

// Who has more of the gravest stands higher; of equals, who has more of the next.
function worse(left, right, start, width) {
  for (let verdict = 0; verdict < width; verdict += 1) {
    const difference = right[start + verdict] - left[start + verdict];
    if (difference) return difference;
  }
  return 0;
}

const columnChange = (name) => (state.cols === "heading" ? { h: name } : state.cols === "clause" ? { c: name } : { p: name });

function isChosen(name) {
  const { key, value } = { key: state.cols === "heading" ? "h" : state.cols === "clause" ? "c" : "p", value: name };
  return value !== null && state[key] === value;
}

function columnName(name) {
  if (name === null) return say("label", "total");
  if (PERIODS.includes(state.cols)) return spokenPeriod(name);
  return name === "none" ? told("no_clause") : name;
}

function columnTitle(name) {
  if (name === null || PERIODS.includes(state.cols) || name === "none") return columnName(name);
  if (state.cols === "clause") return clauseText(name);
  return headingText(name);
}

function columnHead(name) {
  const go_ = () => pick({ ...(name === null ? {} : columnChange(name)) });
  return make("th", { scope: "col", role: "columnheader", "aria-selected": isChosen(name) ? "true" : null },
    make("button", { type: "button", tabindex: "-1", title: columnTitle(name), class: isChosen(name) ? "here" : "", onclick: go_ }, columnLines(name)));
}

// A period takes two lines: the year, and which part of it.
function columnLines(name) {
  const text = columnName(name);
  const parts = name === null || name === "none" || !PERIODS.includes(state.cols) ? null : /^(\d{4}年?)-?(.+)$/.exec(text);
  return parts ? [make("span", { class: "year" }, parts[1]), make("span", {}, parts[2])] : [make("span", {}, text)];
}

const rowName = (bearer) => (bearer < 0 ? told("other_bearers") : bearerName(head.lists.bearer[bearer]));

function rowHead(bearer) {
  const name = bearer < 0 ? "" : head.lists.bearer[bearer];
  const isHere = name !== "" && state.b === name;
  return make("th", { scope: "row", role: "rowheader" },
    make("button", { type: "button", tabindex: "-1", class: isHere ? "here" : "", disabled: bearer < 0, onclick: () => pick({ b: name }) }, rowName(bearer)));
}

function cell(bearer, name, counts) {
  const told_ = head.verdicts.map((verdict, place) => [verdict, counts[place]]).filter(([, count]) => count);
  const spoken = told_.map(([verdict, count]) => `${say("verdict", verdict)} ${number(count)}`).join(told("list_joint"));
  const label = `${rowName(bearer)}, ${columnName(name)}: ${spoken || told("no_duties")}`;
  const [first, ...others] = told_;
  const inside = first
    ? [make("b", {}, `${head.symbols[first[0]]} ${number(first[1])}`), make("small", {}, others.map(([verdict, count]) => `${head.symbols[verdict]}${number(count)}`).join(" "))]
    : ["·"];
  const change = { b: bearer < 0 ? "" : head.lists.bearer[bearer], ...(name === null ? {} : columnChange(name)) };
  const isHere = change.b !== "" && state.b === change.b && isChosen(name);
  return make("td", { role: "gridcell", class: first ? `v-${first[0]}` : "", "aria-selected": isHere ? "true" : "false" },
    make("button", { type: "button", tabindex: "-1", "aria-label": label, title: label, disabled: !first, onclick: () => pick(change) }, ...inside));
}

// Opening a cell lists all its duties, whatever their verdict.
function pick(change) {
  const none = { b: "", ...(PERIODS.includes(state.cols) ? { p: "" } : state.cols === "heading" ? { h: "" } : { c: "" }) };
  go({ ...none, ...change, v: [...head.verdicts] });
  bringTo(byId("results"));
}

const grid = () => [...byId("matrix-place").querySelectorAll("tr")].map((row) => [...row.querySelectorAll("button")]);

function settle() {
  const rows = grid();
  if (!rows.length) return;
  here = { row: Math.min(here.row, rows.length - 1), column: Math.min(here.column, rows[0].length - 1) };
  for (const button of rows.flat()) {
    button.tabIndex = -1;
    // A disabled button cannot be come to; an empty cell can, and says that it is empty.
    if (button.disabled) { button.disabled = false; button.setAttribute("aria-disabled", "true"); }
  }
  rows[here.row][here.column].tabIndex = 0;
}

function remember(event) {
  const rows = grid();
  const row = rows.findIndex((buttons) => buttons.includes(event.target));
  if (row < 0) return;
  rows[here.row][here.column].tabIndex = -1;
  here = { row, column: rows[row].indexOf(event.target) };
  event.target.tabIndex = 0;
}

function arrows(event) {
  const rows = grid();
  const last = { row: rows.length - 1, column: rows[0].length - 1 };
  const steps = {
    ArrowUp: { row: here.row - 1 }, ArrowDown: { row: here.row + 1 }, ArrowLeft: { column: here.column - 1 }, ArrowRight: { column: here.column + 1 },
    Home: event.ctrlKey ? { row: 0, column: 0 } : { column: 0 }, End: event.ctrlKey ? last : { column: last.column },
    PageUp: { row: here.row - 10 }, PageDown: { row: here.row + 10 },
  };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const to = { ...here, ...steps[event.key] };
  const row = Math.max(0, Math.min(last.row, to.row));
  rows[row][Math.max(0, Math.min(last.column, to.column))].focus();
}
