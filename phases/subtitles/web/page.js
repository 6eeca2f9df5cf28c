"use strict";
// Every text comes from outside: it goes into the page by textContent alone.
const FIRST = 100; // files that are listed at once
const OPENED = 5; // files that a search opens by itself
const FILE = ["file", "ledger", "before", "after", "cues", "figures", "hits"];
const [KIND, LINE, RULE, BEFORE, AFTER, RISK] = [0, 1, 2, 3, 4, 5];

const at = (id) => document.getElementById(id);
const blocks = document.querySelectorAll("script.lines");
const files = JSON.parse(at("files").textContent).map((row, place) => {
  const file = Object.fromEntries(FILE.map((name, n) => [name, row[n]]));
  file.place = place;
  file.lines = counted(file);
  return file;
});
const parsed = new Map();
const CUT = { held: Number(at("list").dataset.held), all: files.reduce((sum, file) => sum + file.lines, 0) };
let found = []; // files that fit what is asked for, in their order
let listed = 0;

// How many lines a file has by one kind and rule; the page holds the first of them.
function counted(file, kind = "", rule = "") {
  let sum = 0;
  for (const [of, rules] of Object.entries(file.hits))
    for (const [name, hits] of Object.entries(rules))
      if ((!kind || of === kind) && (!rule || name === rule)) sum += hits;
  return sum;
}

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

const said = (count) => count.toLocaleString("en");
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
  const risk = ["safe", change[KIND]].includes(change[RISK]) ? "" : `, ${change[RISK]}`;
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
  const lines = linesOf(file).filter(wanted(file)).sort((a, b) => a[LINE] - b[LINE]);
  const body = element("div");
  const all = counted(file, at("kind").value, at("rule").value);
  const about = element("p", `${file.figures}. ${said(lines.length)} of ${said(all)} lines are shown; all changes are in `, "dim");
  const link = element("a", "the ledger");
  link.href = file.ledger;
  about.append(link, ".");
  body.append(about);
  if (lines.length) {
    const table = element("table", undefined, "changes");
    table.setAttribute("aria-label", `Lines of ${file.file}`);
    const head = element("tr");
    for (const name of ["Line", "Rule", "Before", "After"]) {
      const cell = element("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    const [top, rows] = [element("thead"), element("tbody")];
    top.append(head);
    rows.append(...lines.map(changeRow));
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
  const [kind, rule, risk] = ["kind", "rule", "risk"].map((id) => at(id).value);
  const text = at("text").value.trim().toLowerCase();
  const fits = (file) => {
    if ((kind || rule) && !counted(file, kind, rule)) return false;
    if (!risk && (!text || (!kind && !rule && file.file.toLowerCase().includes(text)))) return true; // without a line, too
    return linesOf(file).some(wanted(file));
  };
  return files.filter(fits).sort(ORDERS[at("order").value]);
}

function shownFile(file, opened) {
  const details = element("details", undefined, "file");
  const summary = element("summary");
  const name = element("bdi", file.file, "name");
  summary.append(name, element("span", `${file.before.toFixed(1)} → ${file.after.toFixed(1)}`, "score"));
  summary.append(element("span", file.lines === 1 ? "1 line" : `${said(file.lines)} lines`, "dim"));
  details.append(summary);
  details.addEventListener("toggle", () => { if (details.open) fill(details, file); });
  details.open = opened;
  return details;
}

function showMore() {
  const opened = filtering() ? OPENED : 0;
  at("list").append(...found.slice(listed, listed + FIRST).map((file, n) => shownFile(file, listed + n < opened)));
  listed += FIRST;
  at("more").hidden = found.length <= listed;
}

function again() {
  found = matching();
  listed = 0;
  at("list").replaceChildren();
  showMore();
  const partly = (at("text").value.trim() || at("risk").value) && CUT.held < CUT.all;
  const where = partly ? `, by the ${said(CUT.held)} of ${said(CUT.all)} lines that this page holds; the ledgers have all changes` : "";
  at("found").textContent = `${said(found.length)} of ${said(files.length)} files${where}`;
}

for (const id of ["kind", "rule", "risk", "order"]) at(id).addEventListener("change", again);
let waiting;
at("text").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(again, 150);
});
at("more").addEventListener("click", showMore);
at("entries")?.addEventListener("focus", (event) => event.target.select());
again();
