import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findNpm } from "./npm.cjs";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "smartypants-npm-")));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(...parts: string[]): string {
  const file = path.join(folder, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "", { mode: 0o755 });
  return file;
}

const nowhere = path.join(tmpdir(), "smartypants-nowhere");

test("the npm that started us comes first, and runs with the chosen Node", () => {
  const main = put("a", "npm-cli.js");
  put("bin", "npm");
  const env = { npm_execpath: main, PATH: path.join(folder, "bin") };
  expect(findNpm("/the/node", env, nowhere)).toEqual({ command: "/the/node", args: [main], shell: false });
});

test("another package manager that started us is not taken for npm", () => {
  const main = put("lib", "node_modules", "npm", "bin", "npm-cli.js");
  expect(findNpm("/the/node", { npm_execpath: put("pnpm.cjs") }, path.join(folder, "bin")).args).toEqual([main]);
});

test.skipIf(process.platform === "win32")("npm on the PATH is followed through links, and a wrapper script is run as it is", () => {
  const main = put("real", "npm-cli.js");
  mkdirSync(path.join(folder, "bin"));
  symlinkSync(main, path.join(folder, "bin", "npm"));
  expect(findNpm("/the/node", { PATH: path.join(folder, "bin") }, nowhere)).toEqual({ command: "/the/node", args: [main], shell: false });
  const wrapper = put("shims", "npm");
  expect(findNpm("/the/node", { PATH: path.join(folder, "shims") }, nowhere)).toEqual({ command: wrapper, args: [], shell: false });
});

test("without npm the message says where to get it", () => {
  expect(() => findNpm("/the/node", { PATH: nowhere }, nowhere)).toThrow(/npm was not found .*nodejs\.org/);
});
