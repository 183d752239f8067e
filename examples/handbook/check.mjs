#!/usr/bin/env node
// Verifies the example handbook: file counts, question counts and gold sentences.
// Usage: node examples/handbook/check.mjs
// Exits with 1 and one line per problem if something is wrong. No dependencies.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(fileURLToPath(import.meta.url));
const FILES = join(ROOT, "files");

const MIN_FILES = 46;
const QUESTIONS = 100;
const UNANSWERABLE = 60;
const MAX_QUESTIONS_PER_FILE = 4;
const MAX_GOLD = 3;
const PROSE_WORDS = [250, 900];
const CSV_ROWS = [10, 40];
const MIN_PER_KIND = { html: 4, txt: 4, csv: 3, json: 2, source: 2 };
const KIND = { ".md": "md", ".html": "html", ".txt": "txt", ".csv": "csv", ".json": "json", ".py": "source", ".mjs": "source" };

const problems = [];
const problem = (text) => problems.push(text);

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function visibleText(name, text) {
  if (extname(name) !== ".html") return text;
  return text.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ");
}

function checkLayout(label, text) {
  if (!text.endsWith("\n")) problem(`${label}: does not end with a newline`);
  if (text.includes("\r")) problem(`${label}: contains a carriage return`);
  text.split("\n").forEach((line, index) => {
    if (/[ \t]$/.test(line)) problem(`${label}:${index + 1}: trailing whitespace`);
  });
}

function checkCsv(name, text) {
  const rows = text.trimEnd().split("\n");
  const columns = rows[0].split(",").length;
  const count = rows.length - 1;
  if (count < CSV_ROWS[0] || count > CSV_ROWS[1]) problem(`${name}: ${count} data rows, expected ${CSV_ROWS.join(" to ")}`);
  rows.forEach((row, index) => {
    if (row.split(",").length !== columns) problem(`${name}:${index + 1}: expected ${columns} columns`);
  });
}

function readJsonl(name, prefix, expected) {
  const text = readFileSync(join(ROOT, name), "utf8");
  checkLayout(name, text);
  const lines = text.split("\n").slice(0, -1);
  if (lines.length !== expected) problem(`${name}: ${lines.length} lines, expected exactly ${expected}`);
  const ids = new Set();
  const questions = new Set();
  const records = [];
  lines.forEach((line, index) => {
    const where = `${name}:${index + 1}`;
    let record;
    try {
      record = JSON.parse(line);
    } catch (error) {
      problem(`${where}: not valid JSON (${error.message})`);
      return;
    }
    if (typeof record.id !== "string" || !new RegExp(`^${prefix}\\d{3}$`).test(record.id)) problem(`${where}: bad id ${JSON.stringify(record.id)}`);
    if (ids.has(record.id)) problem(`${where}: id ${record.id} is used twice`);
    ids.add(record.id);
    if (typeof record.question !== "string" || record.question.trim() === "") {
      problem(`${where}: question is missing`);
    } else {
      const key = record.question.trim().toLowerCase();
      if (questions.has(key)) problem(`${where}: question is asked twice`);
      questions.add(key);
    }
    records.push({ where, ...record });
  });
  return records;
}

// Files.
const texts = new Map();
for (const path of [...walk(FILES)].toSorted((one, other) => one.localeCompare(other))) {
  texts.set(relative(FILES, path).split(sep).join("/"), readFileSync(path, "utf8"));
}
if (texts.size < MIN_FILES) problem(`files: ${texts.size} found, expected at least ${MIN_FILES}`);

const perKind = {};
for (const [name, text] of texts) {
  const kind = KIND[extname(name)];
  if (!kind) problem(`${name}: unexpected file type`);
  perKind[kind] = (perKind[kind] ?? 0) + 1;
  checkLayout(name, text);
  if (kind === "md" || kind === "html" || kind === "txt") {
    const words = visibleText(name, text).split(/\s+/).filter(Boolean).length;
    if (words < PROSE_WORDS[0] || words > PROSE_WORDS[1]) problem(`${name}: ${words} words, expected ${PROSE_WORDS.join(" to ")}`);
  }
  if (kind === "csv") checkCsv(name, text);
  if (kind === "json") {
    try {
      JSON.parse(text);
    } catch (error) {
      problem(`${name}: not valid JSON (${error.message})`);
    }
  }
}
for (const [kind, minimum] of Object.entries(MIN_PER_KIND)) {
  if ((perKind[kind] ?? 0) < minimum) problem(`files: ${perKind[kind] ?? 0} of kind ${kind}, expected at least ${minimum}`);
}

// Questions with gold sentences.
const perFile = new Map();
const folders = new Set();
for (const record of readJsonl("questions.jsonl", "q", QUESTIONS)) {
  const { where, id, gold } = record;
  if (!Array.isArray(gold) || gold.length < 1 || gold.length > MAX_GOLD) {
    problem(`${where}: ${id} needs 1 to ${MAX_GOLD} gold sentences`);
    continue;
  }
  for (const file of new Set(gold.map((item) => item.file))) {
    perFile.set(file, (perFile.get(file) ?? 0) + 1);
    folders.add(String(file).split("/")[0]);
  }
  for (const { file, sentence } of gold) {
    if (!texts.has(file)) {
      problem(`${where}: ${id} names the file ${file}, which does not exist`);
      continue;
    }
    if (typeof sentence !== "string" || sentence.trim() !== sentence || sentence === "" || sentence.includes("\n")) {
      problem(`${where}: ${id} has a malformed gold sentence`);
      continue;
    }
    const hits = [...texts].filter(([, text]) => text.includes(sentence)).map(([name]) => name);
    if (!hits.includes(file)) problem(`${where}: ${id} gold sentence not found in ${file}: ${sentence}`);
    if (hits.length > 1) problem(`${where}: ${id} gold sentence occurs in several files: ${hits.join(", ")}`);
    const times = texts.get(file).split(sentence).length - 1;
    if (times > 1) problem(`${where}: ${id} gold sentence occurs ${times} times in ${file}: ${sentence}`);
  }
}
for (const [file, count] of perFile) {
  if (count > MAX_QUESTIONS_PER_FILE) problem(`${file}: ${count} questions, at most ${MAX_QUESTIONS_PER_FILE} allowed`);
}
for (const name of texts.keys()) {
  if (!folders.has(name.split("/")[0])) problem(`${name.split("/")[0]}: no question covers this folder`);
}

// Questions without an answer.
const unanswerable = readJsonl("unanswerable.jsonl", "u", UNANSWERABLE);
for (const { where, id, gold } of unanswerable) {
  if (gold !== undefined) problem(`${where}: ${id} must not have a gold field`);
}

checkLayout("README.md", readFileSync(join(ROOT, "README.md"), "utf8"));

if (problems.length > 0) {
  for (const text of new Set(problems)) console.error(`FAIL ${text}`);
  console.error(`${problems.length} problem(s)`);
  process.exit(1);
}
const kinds = Object.entries(perKind).map(([kind, count]) => `${count} ${kind}`).join(", ");
console.log(`OK ${texts.size} files (${kinds}), ${QUESTIONS} questions on ${perFile.size} files, ${UNANSWERABLE} unanswerable questions`);
