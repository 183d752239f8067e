// Finds text that is written into a page instead of standing in a language file, and strings that no page uses. That no language lacks a string
// is the compiler's business: each is typed by the English one.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "vite";

const source = path.join(import.meta.dirname, "..", "src");
const SPOKEN_ATTRIBUTES = new Set(["aria-label", "title", "placeholder", "label", "description", "alt"]);
/** Names of people, keys and formats are the same in every language. */
const SAME_EVERYWHERE = /^[^\p{L}]*$|^(?:CSV|JSON|Esc|[A-Z])$/u;
const PLURALS = /_(?:zero|one|two|few|many|other)$/;

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(full);
    else yield full;
  }
}

function visit(node, tell) {
  if (Array.isArray(node)) for (const each of node) visit(each, tell);
  else if (node !== null && typeof node === "object") {
    if (typeof node.type === "string") tell(node);
    for (const value of Object.values(node)) visit(value, tell);
  }
}

/** The text a node shows, where it is written out. */
function spokenText(node) {
  if (node.type === "JSXText") return node.value.trim();
  if (node.type !== "JSXAttribute" || !SPOKEN_ATTRIBUTES.has(node.name.name ?? "")) return "";
  const value = node.value?.type === "JSXExpressionContainer" ? node.value.expression : node.value;
  return value?.type === "Literal" && typeof value.value === "string" ? value.value.trim() : "";
}

function namesOf(strings, prefix = "") {
  return Object.entries(strings).flatMap(([name, value]) =>
    typeof value === "string" ? [`${prefix}${name}`] : namesOf(value, `${prefix}${name}.`),
  );
}

const problems = [];
const files = [...walk(source)].filter((file) => /\.tsx?$/.test(file) && !/strings\.\w+\.ts$|\.test\.ts$/.test(file));
const code = files.map((file) => readFileSync(file, "utf8"));

for (const [index, file] of files.entries()) {
  if (!file.endsWith(".tsx")) continue;
  const { program } = parseSync(file, code[index]);
  visit(program, (node) => {
    const text = spokenText(node);
    if (text === "" || SAME_EVERYWHERE.test(text)) return;
    const line = code[index].slice(0, node.start).split("\n").length;
    problems.push(`${path.relative(source, file)}:${line} says “${text}” in one language only`);
  });
}

const [{ en: first }, { enMore }, { de: firstDe }, { deMore }] = await Promise.all(
  ["en", "en-more", "de", "de-more"].map((name) => import(`../src/i18n/${name}.ts`)),
);
const en = { ...first, ...enMore };
const de = { ...firstDe, ...deMore };
const all = code.join("\n");
/** `a.b.${c}` uses whatever is below `a.b.`. */
const open = [...all.matchAll(/`([\w.]+\.)\$\{/g)].map(([, prefix]) => prefix);
for (const name of new Set(namesOf(en).map((each) => each.replace(PLURALS, "")))) {
  if (!all.includes(`"${name}"`) && !open.some((prefix) => name.startsWith(prefix))) problems.push(`“${name}” is used nowhere`);
}

const valueOf = (strings, name) => name.split(".").reduce((inner, part) => inner[part], strings);
const holes = (text) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, hole]) => hole)
    .toSorted((one, other) => one.localeCompare(other))
    .join();
for (const name of namesOf(en)) {
  if (holes(valueOf(en, name)) !== holes(valueOf(de, name))) problems.push(`“${name}” has other {{holes}} in German`);
}

for (const problem of problems) console.log(problem);
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`);
if (problems.length > 0) process.exitCode = 1;
