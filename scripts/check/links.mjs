// Relative links in Markdown lead to files that exist and, where they name a heading, to one that does.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { listFiles } from "./tools.mjs";

/** Sample content is data of the product, not documentation of it. */
const ignored = /^examples\/handbook\/|\/__fixtures__\/|^\.changeset\/(?!README)/;

function withoutCode(text) {
  return text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

/** Targets of inline links, images and reference definitions. */
function linksOf(text) {
  const prose = withoutCode(text);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^)]*)?\)/g)];
  const references = [...prose.matchAll(/^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm)];
  return [...inline, ...references].map(([, target = ""]) => target);
}

/** The fragment GitHub gives a heading. */
function anchorOf(heading) {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function anchorsOf(text) {
  const headings = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^#{1,6}\s+(.*)$/gm);
  const ids = [...text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, id = ""]) => id);
  return new Set([...[...headings].map(([, heading = ""]) => anchorOf(heading)), ...ids]);
}

function problemOf(root, file, target) {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined; // elsewhere: not ours to check without a network
  const [rawPath = "", fragment] = target.split("#");
  const decoded = decodeURIComponent(rawPath.replace(/\?.*$/, ""));
  const base = decoded.startsWith("/") ? path.join(root, decoded) : path.join(root, path.dirname(file), decoded);
  const full = decoded ? base : path.join(root, file);
  if (!full.startsWith(root)) return `${file}: ${target} leads out of the repository`;
  if (!existsSync(full)) return `${file}: ${target} does not exist`;
  if (!fragment || !full.endsWith(".md") || statSync(full).isDirectory()) return undefined;
  return anchorsOf(readFileSync(full, "utf8")).has(fragment.toLowerCase()) ? undefined : `${file}: ${target} has no such heading`;
}

/**
 * @param {string} root
 * @returns {string[]}
 */
export function checkLinks(root) {
  return listFiles(root)
    .filter((file) => file.endsWith(".md") && !ignored.test(file))
    .flatMap((file) => linksOf(readFileSync(path.join(root, file), "utf8")).map((target) => problemOf(root, file, target)))
    .filter((problem) => problem !== undefined);
}
