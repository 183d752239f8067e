import { expect, test } from "vitest";
import { fillLock, platformOf } from "./fill-lock.mjs";

test.each([
  ["@turbo/darwin-64", { os: "darwin", cpu: "x64", libc: undefined }],
  ["@turbo/windows-arm64", { os: "win32", cpu: "arm64", libc: undefined }],
  ["@oxlint/binding-linux-arm64-musl", { os: "linux", cpu: "arm64", libc: "musl" }],
  ["@napi-rs/canvas-linux-arm-gnueabihf", { os: "linux", cpu: "arm", libc: "glibc" }],
  ["@oxfmt/binding-win32-x64-msvc", { os: "win32", cpu: "x64", libc: undefined }],
  ["@rolldown/binding-wasm32-wasi", { os: undefined, cpu: "wasm32", libc: undefined }],
  ["@some/x86_64-linux-gnu", { os: "linux", cpu: "x64", libc: "glibc" }],
  ["left-pad", { os: undefined, cpu: undefined, libc: undefined }],
])("the name %s tells its platform", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

const parent = {
  version: "1.0.0",
  dev: true,
  license: "MIT",
  optionalDependencies: { "@t/darwin-arm64": "1.0.0", "@t/linux-x64": "1.0.0", helper: "^1.0.0" },
};

function lockWith(packages: Record<string, unknown>) {
  return {
    lockfileVersion: 3,
    packages: { "": {}, "node_modules/t": parent, "node_modules/@t/linux-x64": { version: "1.0.0", optional: true }, ...packages },
  };
}

test("a missing platform package is added as npm would write it, and nothing else", () => {
  const { lock, added } = fillLock(lockWith({}));
  expect(added).toEqual(["@t/darwin-arm64@1.0.0"]);
  expect(lock.packages["node_modules/@t/darwin-arm64"]).toEqual({
    version: "1.0.0",
    cpu: ["arm64"],
    dev: true,
    license: "MIT",
    optional: true,
    os: ["darwin"],
  });
  expect(Object.keys(lock.packages)).toEqual(["", "node_modules/@t/darwin-arm64", "node_modules/@t/linux-x64", "node_modules/t"]);
});

test("filling twice changes nothing", () => {
  const once = fillLock(lockWith({}));
  expect(fillLock(once.lock)).toEqual({ lock: once.lock, added: [], stripped: 0 });
});

test("where another version holds the top-level place, the package goes inside its parent", () => {
  const { lock } = fillLock(lockWith({ "node_modules/@t/darwin-arm64": { version: "0.9.0", optional: true } }));
  expect(lock.packages["node_modules/t/node_modules/@t/darwin-arm64"]).toMatchObject({ version: "1.0.0" });
});

test("registry addresses go, where a hash says what the package is; workspace links stay", () => {
  const { lock, stripped } = fillLock(
    lockWith({
      "node_modules/a": { version: "1.0.0", resolved: "https://registry.example.org/a.tgz", integrity: "sha512-x" },
      "node_modules/b": { version: "1.0.0", resolved: "https://example.org/b.tgz" },
      "node_modules/w": { resolved: "packages/w", link: true },
    }),
  );
  expect(stripped).toBe(1);
  expect(lock.packages["node_modules/a"]).toEqual({ version: "1.0.0", integrity: "sha512-x" });
  expect(lock.packages["node_modules/b"]).toHaveProperty("resolved");
  expect(lock.packages["node_modules/w"]).toHaveProperty("resolved", "packages/w");
});
