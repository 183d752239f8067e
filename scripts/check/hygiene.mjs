// What must never be committed: paths of somebody's machine, addresses of somebody's registry, secrets.
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { listFiles } from "./tools.mjs";

const binary = /\.(png|jpe?g|gif|ico|webp|avif|woff2?|ttf|otf|pdf|zip|gz|tgz|wasm|bin|onnx|sqlite|docx|xlsx|pptx|mp[34])$/i;

/** People in examples and tests: a path under one of these homes is nobody's. */
const examplePeople = "ada|grace|alan|alice|bob|you|me|user|username|name|node|app|runner|smarty|smartypants|example";

const secrets = [
  { name: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}/ },
  { name: "an AWS key", pattern: /\bAKIA(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}\b/ },
  { name: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b/ },
  { name: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { name: "a Slack token", pattern: /\bxox[abeoprs]-\d{10,}-[A-Za-z0-9-]{20,}/ },
  { name: "a Google key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { name: "a language model's key", pattern: /\bsk-(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{40,}/ },
  { name: "a SmartyPants key", pattern: /\bsp_(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{40,}/ },
  { name: "a registry login", pattern: /:_authToken\s*=\s*[^\s$]/ },
];

const places = [
  { name: "a path in somebody's home", pattern: new RegExp(String.raw`(?<![\w.])/(?:home|Users)/(?!(?:${examplePeople})\b)[a-z][\w.-]*/`) },
  { name: "a path on somebody's machine", pattern: /[A-Z]:\\Users\\(?!ada|grace|you|user)\w+/ },
  { name: "a registry address", pattern: /^[ \t]*(?:@[\w-]+:)?registry\s*=/m, only: /(^|\/)\.npmrc$/ },
  { name: "a registry address", pattern: /"resolved": "https?:/, only: /package-lock\.json$/ },
];

/** The folder this very checkout lies in is a machine path too, unless it is too short to mean anything. */
function ownPlaces(root) {
  const folders = [root, os.homedir()].map((folder) => path.resolve(folder)).filter((folder) => folder.split(path.sep).length > 2);
  return folders.map((folder) => ({
    name: "a path of this machine",
    pattern: new RegExp(`${folder.replaceAll(/[.+?^${}()|[\]\\*]/g, String.raw`\$&`)}(?![\\w-])`),
  }));
}

function lineOf(text, index) {
  return text.slice(0, index).split("\n").length;
}

/**
 * What must not be in `text`, as "line: what". The text of a finding is not repeated: a secret in a log is a second leak.
 * @param {string} file
 * @param {string} text
 * @param {{ name: string, pattern: RegExp, only?: RegExp }[]} rules
 */
function findingsIn(file, text, rules) {
  return rules.flatMap(({ name, pattern, only }) => {
    const match = only && !only.test(file) ? null : pattern.exec(text);
    return match ? [`${file}:${lineOf(text, match.index)} holds ${name}`] : [];
  });
}

/**
 * @param {string} root
 * @returns {string[]}
 */
export function checkHygiene(root) {
  const rules = [...secrets, ...places, ...ownPlaces(root)];
  return listFiles(root)
    .filter((file) => !binary.test(file))
    .flatMap((file) => findingsIn(file, readFileSync(path.join(root, file), "utf8"), rules));
}
