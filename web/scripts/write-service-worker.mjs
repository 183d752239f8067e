// Writes dist/sw.js: the service worker with the names of the files that every page needs, and a version that changes with any of them.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const web = path.join(import.meta.dirname, "..");
const dist = path.join(web, "dist");
const manifest = JSON.parse(readFileSync(path.join(dist, ".vite", "manifest.json"), "utf8"));

/** What the page needs before it can say that there is no connection, in each language. */
const ENTRIES = Object.keys(manifest).filter(
  (key) => key === "index.html" || key === "src/app/shell.tsx" || /^src\/i18n\/[a-z]{2}\.ts$/.test(key),
);

function collect(key, files) {
  const chunk = manifest[key];
  if (files.has(`/${chunk.file}`)) return;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(`/${file}`);
  for (const each of chunk.imports ?? []) collect(each, files);
}

const files = new Set(
  readdirSync(path.join(web, "public"))
    .filter((name) => /\.(?:js|svg|png|webmanifest)$/.test(name))
    .map((name) => `/${name}`),
);
for (const key of ENTRIES) collect(key, files);

const shell = [...files].toSorted();
const worker = readFileSync(path.join(web, "src", "service-worker.js"), "utf8");
const hash = createHash("sha256")
  .update(worker)
  .update(readFileSync(path.join(dist, "index.html")));
for (const file of shell) hash.update(file).update(readFileSync(path.join(dist, file)));
const version = `shell-${hash.digest("hex").slice(0, 16)}`;
const quoted = JSON.stringify(JSON.stringify(shell));
const text = worker.replace('"__VERSION__"', JSON.stringify(version)).replace('"__SHELL__"', quoted);
if (text.includes("__VERSION__") || text.includes("__SHELL__")) throw new Error("src/service-worker.js has lost its place holders.");
writeFileSync(path.join(dist, "sw.js"), text);
console.log(`service worker: ${shell.length} files kept, ${version}`);
