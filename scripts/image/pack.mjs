// Gathers in a folder what the image holds: what was built, the packages that run, and none of their sources, types, maps and foreign binaries.
// usage: node scripts/image/pack.mjs FOLDER
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..", "..");
const target = process.argv[2];
if (target === undefined) throw new Error("Name the folder to fill.");
const app = path.join(target, "app");

/** What a workspace's folder may give; whatever else lies there was needed to build only. */
const workspaceParts = ["package.json", "dist"];
const ours = ["LICENSE", "package.json", "openapi.json", "examples/handbook", "scripts/image/health.mjs", "web/package.json", "web/dist"];

/** Packages that are never loaded on a server, though others name them. */
const unwanted = new Set([
  "tesseract.js", // text recognition in browsers; the product asks the machine's own
  "@napi-rs/canvas", // for drawing the pages of PDFs
]);
/** Below node_modules: parts that a server never reads. */
const unread = [
  "officeparser/node_modules/pdfjs-dist", // a second PDF reader, which is never asked
  "pdfjs-dist/build", // for browsers of today; the legacy build runs on servers
  "pdfjs-dist/web",
  "pdfjs-dist/legacy/web",
  "pdfjs-dist/legacy/image_decoders",
  "better-sqlite3/deps",
  "better-sqlite3/src",
  "openai/src",
  "@anthropic-ai/sdk/src",
  "@google/genai/dist/web",
];
const unreadNames =
  /(?:\.map|\.[cm]?ts|\.tsbuildinfo|\.md|\.markdown|\.flow|\.iife\.js)$|\.browser\.(?:[a-z-]+\.)?m?js$|(?:^|\/)(?:\.github|__tests__)(?:\/|$)/i;
/** Prebuilt parts carry their platform in their path. */
const platform =
  /(?:^|[/\\._+-])(darwin|win32|freebsd|openbsd|android|linux|linuxmusl)[-_/](arm64|x64|arm|ia32|ppc64|s390x|riscv64|loong64|mips64el)(?:$|[/\\._+-])/;

function isForeign(file) {
  const match = platform.exec(file);
  return match !== null && (match[1] !== process.platform || match[2] !== process.arch);
}

function readPackage(folder) {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
}

/** Where Node would find the package from there; undefined when it is not installed. */
function find(name, from) {
  for (let folder = from; folder.startsWith(root); folder = path.dirname(folder)) {
    const found = path.join(folder, "node_modules", name);
    if (existsSync(path.join(found, "package.json"))) return found;
  }
  return undefined;
}

/** The folders of all packages that the given one loads, itself included. */
function closure(start) {
  const found = new Set();
  const visit = (folder) => {
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = readPackage(folder);
    const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
    for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]) {
      const next = unwanted.has(name) ? undefined : find(name, realpathSync(folder));
      if (next !== undefined) visit(realpathSync(next));
    }
  };
  visit(start);
  return [...found];
}

/** @param {string} part @param {(file: string) => boolean} filter takes paths below it */
function copy(part, filter = (_file) => true) {
  const from = path.join(root, part);
  if (statSync(from, { throwIfNoEntry: false }) === undefined) return;
  cpSync(from, path.join(app, part), { recursive: true, filter: (file) => filter(path.relative(from, file)) });
}

function isRead(file) {
  const below = file.slice("node_modules/".length);
  return !unread.some((part) => below === part || below.startsWith(`${part}/`)) && !unreadNames.test(file) && !isForeign(file);
}

rmSync(target, { recursive: true, force: true });
mkdirSync(path.join(target, "data"), { recursive: true });
for (const part of ours) copy(part);
for (const folder of closure(path.join(root, "packages/server")).map((each) => path.relative(root, each))) {
  if (folder.includes("node_modules")) {
    copy(folder, (file) => !file.split(path.sep).includes("node_modules") && isRead(path.join(folder, file)));
    continue;
  }
  // Stand-ins for the systems that connectors speak to are for tests.
  for (const part of workspaceParts)
    copy(`${folder}/${part}`, (file) => !/\.(?:map|d\.ts|tsbuildinfo)$|^(?:fake|testing)(?:\/|$)/.test(file));
  const link = path.join(app, "node_modules", readPackage(path.join(root, folder)).name);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(path.relative(path.dirname(link), path.join(app, folder)), link);
}
