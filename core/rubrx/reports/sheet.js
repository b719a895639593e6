"use strict";
// Fills the page from the block of data, takes labels by keyboard or mouse, and hands them back as CSV.
// Text from the sheet is only ever set as text, never as markup.
const sheet = JSON.parse(document.getElementById("sheet").textContent);
const CHOICES = {
  verdict: [["1", "met", "met"], ["2", "not_met", "not met"], ["3", "not_applicable", "does not apply"], ["4", "cannot_assess", "can't tell"]],
  rating: Array.from({ length: 11 }, (_, n) => [n < 10 ? String(n) : "1 0", String(n), String(n)]),
  preference: [["a", "a", "A is better"], ["b", "b", "B is better"], ["t", "tie", "as good as each other"]],
};
const place = "rubrx-sheet-" + sheet.run + "-" + sheet.rows.length + "-" + (sheet.rows[0] ? sheet.rows[0].item : "");
const labels = sheet.rows.map(() => ({ label: "", note: "", at: "" }));
const tasks = [];

function add(parent, name, text, attributes) {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  parent.append(node);
  return node;
}

function remember() {
  // a page opened from disk may have no storage: then only the download keeps the labels
  try { localStorage.setItem(place, JSON.stringify(labels)); } catch (fault) { /* nothing to do */ }
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(place) || "[]");
    if (kept.length === labels.length) kept.forEach((each, at) => Object.assign(labels[at], each));
  } catch (fault) { /* nothing kept */ }
}

function show(at) {
  for (const button of tasks[at].querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.value === labels[at].label));
}

function tally() {
  const done = labels.filter((each) => each.label).length;
  bar.value = done;
  count.textContent = ` ${done} of ${labels.length} labelled`;
}

function label(at, value) {
  labels[at].label = value;
  labels[at].at = value ? new Date().toISOString().slice(0, 19) + "Z" : "";
  remember();
  show(at);
  tally();
}

function go(at) {
  if (at < 0 || at >= tasks.length) return;
  tasks[at].focus();
  tasks[at].scrollIntoView({ block: "center" });
}

function key(event, at) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const kind = sheet.rows[at].kind;
  const typing = event.target.tagName === "INPUT";
  if (typing) {
    if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); tasks[at].focus(); }
    return;
  }
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const choice = CHOICES[kind].find(([shortcut]) => shortcut === pressed);
  if (kind === "rating" && pressed === "0" && labels[at].label === "1") label(at, "10");
  else if (choice) {
    label(at, choice[1]);
    if (kind !== "rating") go(at + 1); // a mark may still become a 10
  } else if (["ArrowDown", "j"].includes(pressed) || (pressed === "Enter" && event.target === tasks[at])) go(at + 1);
  else if (["ArrowUp", "k"].includes(pressed)) go(at - 1);
  else if (pressed === "n") go(labels.findIndex((each, n) => n > at && !each.label));
  else if (["Backspace", "Delete"].includes(pressed)) label(at, "");
  else if (pressed === "c") tasks[at].querySelector("input").focus();
  else return;
  event.preventDefault();
}

function cell(text) {
  const safe = /^[=+\-@\t\r\0]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

function csv() {
  const lines = [["run", "kind", "item", "item_b", "query_id", "criterion", "label", "note", "at"]];
  sheet.rows.forEach((row, at) => {
    if (!labels[at].label && !labels[at].note) return;
    const query = sheet.items[row.item].query_id;
    lines.push([sheet.run, row.kind, row.item, row.item_b, query, row.criterion, labels[at].label, labels[at].note, labels[at].at]);
  });
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
  link.download = "labels-" + sheet.run.slice(0, 8) + ".csv";
  document.body.append(link);
  link.click();
  link.remove();
}

function task(parent, row, at) {
  const box = add(parent, "div", "", { class: "task", tabindex: "0", role: "group", "aria-label": row.criterion || row.kind });
  if (row.kind === "verdict") {
    const line = add(box, "div", "", { class: "asks" });
    add(line, "strong", row.criterion);
    line.append(" " + row.asks);
  } else add(box, "div", row.kind === "rating" ? "How good is this answer, from 0 to 10?" : "Which answer is better?");
  for (const [shortcut, value, said] of CHOICES[row.kind]) {
    const button = add(box, "button", "", { type: "button", value, "aria-pressed": "false" });
    if (row.kind !== "rating") { add(button, "kbd", shortcut); button.append(" "); }
    button.append(said);
    button.addEventListener("click", () => { label(at, labels[at].label === value ? "" : value); box.focus(); });
  }
  const note = add(box, "input", "", { type: "text", placeholder: "note (c)", maxlength: "500", "aria-label": "note" });
  note.value = labels[at].note;
  note.addEventListener("input", () => { labels[at].note = note.value; remember(); });
  box.addEventListener("keydown", (event) => key(event, at));
  tasks.push(box);
}

recall();
const head = add(document.body, "header");
const save = add(head, "button", "Download labels", { type: "button", id: "download" });
save.addEventListener("click", download);
head.append(" ");
const bar = add(head, "progress", "", { max: String(Math.max(1, labels.length)) });
const count = add(head, "span", "", { id: "count", role: "status" });
add(head, "p", "1 to 4 label a criterion, 0 to 10 an answer, a, b, t a pair. Down or Enter: next. Up: back. n: next open one. Backspace: clear. c: note, Escape leaves it. Labels stay in this browser until you download them.");
const main = add(document.body, "main");
let section = null, before = "";
sheet.rows.forEach((row, at) => {
  const one = sheet.items[row.item];
  const here = row.item + " " + row.item_b;
  if (here !== before) {
    before = here;
    section = add(main, "section");
    const shown = add(section, "div", "", { class: "shown" });
    add(shown, "h2", one.question);
    if (row.item_b) {
      const pair = add(shown, "div", "", { class: "pair" });
      for (const [letter, code] of [["A", row.item], ["B", row.item_b]]) {
        const side = add(pair, "div");
        add(side, "strong", letter);
        add(side, "div", sheet.items[code].answer, { class: "answer" });
      }
    } else add(shown, "div", one.answer, { class: "answer" });
  }
  task(section, row, at);
});
labels.forEach((_, at) => show(at));
tally();
if (tasks.length) tasks[Math.max(0, labels.findIndex((each) => !each.label))].focus();
