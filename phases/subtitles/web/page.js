"use strict";
// Every text comes from outside: it goes into the page by textContent alone.
const FIRST = 100; // files that are listed at once
const OPENED = 5; // files that a search opens by itself
const FILE = ["file", "ledger", "before", "after", "cues", "lines", "figures", "hits"];
const [KIND, LINE, CUE, RULE, BEFORE, AFTER, RISK] = [0, 1, 2, 3, 4, 5, 6];

const at = (id) => document.getElementById(id);
const blocks = document.querySelectorAll("script.lines");
const files = JSON.parse(at("files").textContent).map((row, place) => {
  const file = Object.fromEntries(FILE.map((name, n) => [name, row[n]]));
  file.place = place;
  return file;
});
const parsed = new Map();
let listed = FIRST;

function linesOf(file) {
  if (!parsed.has(file.place)) parsed.set(file.place, JSON.parse(blocks[file.place].textContent));
  return parsed.get(file.place);
}

function element(name, text, css) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (css) made.className = css;
  return made;
}

const words = (text) => text.match(/\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? [];

// Which words of both texts are in the longest common sequence of words.
function kept(one, two) {
  const table = Array.from({ length: one.length + 1 }, () => new Uint16Array(two.length + 1));
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = two.length - 1; j >= 0; j--)
      table[i][j] = one[i] === two[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  const [left, right] = [new Set(), new Set()];
  for (let i = 0, j = 0; i < one.length && j < two.length; ) {
    if (one[i] === two[j]) { left.add(i++); right.add(j++); }
    else if (table[i + 1][j] >= table[i][j + 1]) i++;
    else j++;
  }
  return [left, right];
}

function marked(cell, pieces, same, mark) {
  cell.dir = "auto";
  for (let n = 0; n < pieces.length; ) {
    const here = same.has(n);
    let text = "";
    while (n < pieces.length && same.has(n) === here) text += pieces[n++];
    cell.append(here ? text : element(mark, text));
  }
  return cell;
}

function changeRow(change) {
  const row = element("tr");
  row.append(element("td", String(change[LINE]), "number"));
  const rule = element("td", change[RULE]);
  const risk = change[RISK] && change[RISK] !== "safe" ? `, ${change[RISK]}` : "";
  rule.append(element("br"), element("span", `${change[KIND]}${risk}`, "dim"));
  row.append(rule);
  const compared = ["change", "suggested"].includes(change[KIND]);
  const [one, two] = [words(change[BEFORE]), words(change[AFTER])];
  const all = (pieces) => new Set(pieces.keys());
  const [left, right] = compared ? kept(one, two) : [all(one), all(two)];
  row.append(marked(element("td"), one, left, "del"), marked(element("td"), two, right, "ins"));
  return row;
}

function fill(details, file) {
  const found = linesOf(file).filter(wanted(file)).sort((a, b) => a[LINE] - b[LINE]);
  const body = element("div");
  const said = element("p", `${file.figures}. ${found.length} of ${file.lines} lines are shown; all changes are in `, "dim");
  const link = element("a", "the ledger");
  link.href = file.ledger;
  said.append(link, ".");
  body.append(said);
  if (found.length) {
    const table = element("table", undefined, "changes");
    const head = element("tr");
    for (const name of ["Line", "Rule", "Before", "After"]) {
      const cell = element("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    const [top, rows] = [element("thead"), element("tbody")];
    top.append(head);
    rows.append(...found.map(changeRow));
    table.append(top, rows);
    body.append(table);
  }
  details.querySelector("div")?.remove();
  details.append(body);
}

// Which lines of a file are asked for: those that hold the text, or all where its name does.
function wanted(file) {
  const [kind, rule, risk] = ["kind", "rule", "risk"].map((id) => at(id).value);
  const text = at("text").value.trim().toLowerCase();
  const named = text && file.file.toLowerCase().includes(text);
  return (change) =>
    (!kind || change[KIND] === kind) && (!rule || change[RULE] === rule) && (!risk || change[RISK] === risk) &&
    (!text || named || `${change[BEFORE]}\n${change[AFTER]}`.toLowerCase().includes(text));
}

function filtering() {
  return ["kind", "rule", "risk", "text"].some((id) => at(id).value.trim());
}

const ORDERS = {
  worst: (a, b) => a.after - b.after || a.place - b.place,
  gained: (a, b) => b.after - b.before - (a.after - a.before) || a.place - b.place,
  changes: (a, b) => b.lines - a.lines || a.place - b.place,
  name: (a, b) => (a.file < b.file ? -1 : 1),
};

function matching() {
  const text = at("text").value.trim().toLowerCase();
  const [kind, rule] = [at("kind").value, at("rule").value];
  const may = (file) => {
    const kinds = kind ? [file.hits[kind] ?? []] : Object.values(file.hits);
    return rule ? kinds.some((rules) => rules.includes(rule)) : kinds.some((rules) => rules.length);
  };
  const fits = (file) => {
    if (!filtering()) return true;
    if ((kind || rule) && !may(file)) return false;
    if (text && !kind && !rule && !at("risk").value && file.file.toLowerCase().includes(text)) return true; // without a line, too
    return linesOf(file).some(wanted(file));
  };
  return files.filter(fits).sort(ORDERS[at("order").value]);
}

function show() {
  const found = matching();
  const opened = filtering() ? OPENED : 0;
  const list = found.slice(0, listed).map((file, n) => {
    const details = element("details", undefined, "file");
    const summary = element("summary");
    const name = element("bdi", file.file, "name");
    summary.append(name, element("span", `${file.before.toFixed(1)} → ${file.after.toFixed(1)}`, "score"));
    summary.append(element("span", `${file.lines} lines`, "dim"));
    details.append(summary);
    details.addEventListener("toggle", () => { if (details.open) fill(details, file); });
    details.open = n < opened;
    return details;
  });
  at("list").replaceChildren(...list);
  at("found").textContent = `${found.length} of ${files.length} files`;
  at("more").hidden = found.length <= listed;
}

function again() {
  listed = FIRST;
  show();
}

for (const id of ["kind", "rule", "risk", "order"]) at(id).addEventListener("change", again);
let waiting;
at("text").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(again, 150);
});
at("more").addEventListener("click", () => { listed += FIRST; show(); });
at("entries")?.addEventListener("focus", (event) => event.target.select());
show();
