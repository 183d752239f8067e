// Adds up what a page loads before it can be used, gzipped, and fails when that is over its budget.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const dist = path.join(import.meta.dirname, "..", "dist");
const manifest = JSON.parse(readFileSync(path.join(dist, ".vite", "manifest.json"), "utf8"));
const KB = 1000;

/** What every page inside the shell loads. English is the language of every count. */
const shell = ["index.html", "src/i18n/en.ts", "src/app/shell.tsx"];

/** Page to its lazy entry and its limit in kB of JavaScript. */
const budgets = [
  { page: "search", entry: "src/features/search/search-page.tsx", limitKb: 220 },
  { page: "chat", entry: "src/features/chat/chat-page.tsx", limitKb: 270 },
];

function collect(key, files = new Set()) {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`The build has no ${key}.`);
  if (files.has(chunk.file)) return files;
  files.add(chunk.file);
  for (const each of chunk.imports ?? []) collect(each, files);
  return files;
}

const sizeOf = (file) => gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length;

let isOver = false;
for (const { page, entry, limitKb } of budgets) {
  const files = new Set([...shell, entry].flatMap((key) => [...collect(key)]));
  const kb = [...files].reduce((sum, file) => sum + sizeOf(file), 0) / KB;
  console.log(`${page}: ${kb.toFixed(1)} of ${limitKb} kB JavaScript, gzipped`);
  if (kb > limitKb) isOver = true;
  if (process.argv.includes("--files")) for (const file of files) console.log(`  ${(sizeOf(file) / KB).toFixed(1)} ${file}`);
}
if (isOver) {
  console.error("The first load is over its budget: load lazily what the page can do without, or say in the change why it cannot.");
  process.exitCode = 1;
}
