import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkHygiene } from "./hygiene.mjs";
import { checkLinks } from "./links.mjs";
import { checkLock } from "./lock.mjs";
import { checkTags } from "./tags.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "smartypants-check-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(file: string, content: string | object): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), typeof content === "string" ? content : JSON.stringify(content));
}

test("links: files, folders, headings, images and references are followed; code and other hosts are not", () => {
  write("docs/b.md", "# One `two`, three!\n\n```\n# not a heading\n```\n");
  write("pic.png", "");
  write(
    "a.md",
    "[ok](docs/b.md) [ok](docs/b.md#one-two-three) ![ok](pic.png) [ok](docs) [ok](#here) [web](https://example.org/x)\n" +
      "`[no](no.md)`\n\n```\n[no](no.md)\n```\n\n# Here\n\n[ref]: docs/b.md\n",
  );
  expect(checkLinks(root)).toEqual([]);
  write("c.md", "[x](gone.md) [y](docs/b.md#not-a-heading) ![z](gone.png)\n\n[r]: ./gone/too.md\n\n[out](../../x.md)\n");
  expect(checkLinks(root)).toEqual([
    "c.md: gone.md does not exist",
    "c.md: docs/b.md#not-a-heading has no such heading",
    "c.md: gone.png does not exist",
    "c.md: ../../x.md leads out of the repository",
    "c.md: ./gone/too.md does not exist",
  ]);
});

// The samples are put together here, so that this file does not hold what it looks for.
test.each([
  ["a private key", ["-----BEGIN ", "PRIVATE KEY-----\n", "Ab1+".repeat(12)]],
  ["an AWS key", ["AKIA", "ABCDEFGH12345678"]],
  ["a GitHub token", ["ghp_", "a1".repeat(18)]],
  ["a Slack token", ["xoxb-", "1234567890-", "a1".repeat(12)]],
  ["a language model's key", ["sk-", "aB3".repeat(16)]],
  ["a path in somebody's home", ["/home/", "jdoe/project"]],
  ["a path in somebody's home", ["/Users/", "jdoe/project"]],
])("%s is found and not repeated", (name, parts) => {
  write("src/a.ts", `line one\nconst x = "${parts.join("")}";\n`);
  expect(checkHygiene(root)).toEqual([`src/a.ts:2 holds ${name}`]);
});

test("a path of this checkout, a registry and a resolved address are found", () => {
  write("docs/a.md", `see ${root}/docs\n`);
  write(".npmrc", "ignore-scripts=true\nregistry=https://example.org/\n");
  write("package-lock.json", '{ "resolved": "https://example.org/a.tgz" }');
  expect(checkHygiene(root).toSorted()).toEqual([
    ".npmrc:2 holds a registry address",
    "docs/a.md:1 holds a path of this machine",
    "package-lock.json:1 holds a registry address",
  ]);
});

test("examples in tests and documentation are no secrets", () => {
  write("a.md", "/home/ada/notes, /Users/grace/x, xoxb-your-token, sk-..., AKIAIOSFODNN7EXAMPLE, https://example.org/home/office/x\n");
  expect(checkHygiene(root)).toEqual([]);
});

test("every workspace package needs exactly one known tag", () => {
  write("package.json", { workspaces: ["packages/*", "tool"] });
  write("turbo.json", { boundaries: { tags: { sdk: {}, core: {} } } });
  for (const folder of ["packages/good", "packages/none", "packages/two", "packages/odd", "tool", "elsewhere"])
    write(`${folder}/package.json`, {});
  write("packages/good/turbo.json", { tags: ["sdk"] });
  write("packages/two/turbo.json", { tags: ["sdk", "core"] });
  write("packages/odd/turbo.json", { tags: ["cora"] });
  expect(checkTags(root).map((problem) => problem.split("/turbo.json")[0])).toEqual([
    "packages/none",
    "packages/odd",
    "packages/two",
    "tool",
  ]);
});

test("the lock must fit every package.json and have no holes", () => {
  write("package.json", { workspaces: ["packages/*"], devDependencies: { t: "1.0.0" } });
  write("packages/a/package.json", { dependencies: { b: "1.0.0" } });
  const packages = { "": { devDependencies: { t: "1.0.0" } }, "packages/a": { dependencies: { b: "1.0.0" } } };
  write("package-lock.json", { packages });
  expect(checkLock(root)).toEqual([]);
  write("packages/a/package.json", { dependencies: { b: "2.0.0" } });
  write("package-lock.json", {
    packages: { ...packages, "node_modules/t": { version: "1.0.0", optionalDependencies: { "@t/linux-x64": "1.0.0" } } },
  });
  expect(checkLock(root)).toHaveLength(2);
});
