import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFileVault } from "./file-vault.ts";

function keyFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "smartypants-vault-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, "master.key");
}

test("what was sealed opens again, also after a restart, and only its owner can read the key", () => {
  const file = keyFile();
  const sealed = createFileVault({ file, mayCreate: true }).seal("xoxb-token ✓", "credential/1");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(sealed).not.toContain("xoxb");
  const again = createFileVault({ file, mayCreate: false });
  expect(again.open(sealed, "credential/1")).toBe("xoxb-token ✓");
  expect(again.open(again.seal("", "x"), "x")).toBe("");
});

test("the same text is sealed differently each time, with the key's id in the clear", () => {
  const vault = createFileVault({ file: keyFile(), mayCreate: true });
  const sealed = Array.from({ length: 50 }, () => vault.seal("same", "context"));
  expect(new Set(sealed).size).toBe(50);
  expect(new Set(sealed.map((text) => text.split(".")[1])).size).toBe(1);
});

test("a value that was moved, changed or cut short does not open", () => {
  const vault = createFileVault({ file: keyFile(), mayCreate: true });
  const sealed = vault.seal("secret", "credential/1");
  const [version, id, body = ""] = sealed.split(".");
  const flipped = Buffer.from(body, "base64url");
  flipped.writeUInt8(flipped.readUInt8(30) ^ 1, 30);
  const bad = [
    `${version}.${id}.${flipped.toString("base64url")}`,
    `${version}.${id}.${body.slice(0, 20)}`,
    `${version}.${id}.`,
    "",
    "plain text",
    `${sealed}.x`,
  ];
  for (const text of bad) expect(() => vault.open(text, "credential/1"), text).toThrow(expect.objectContaining({ code: "config" }));
  expect(() => vault.open(sealed, "credential/2")).toThrow(expect.objectContaining({ code: "config" }));
});

test("without its key nothing opens, and no new key is made where secrets may exist", () => {
  const sealed = createFileVault({ file: keyFile(), mayCreate: true }).seal("secret", "c");
  const other = createFileVault({ file: keyFile(), mayCreate: true });
  expect(() => other.open(sealed, "c")).toThrow(/needs the key [0-9a-f]{8}/);
  expect(() => createFileVault({ file: keyFile(), mayCreate: false })).toThrow(/is missing.*Restore/);
});

test("an older key in the file still opens what it sealed; the first one seals", () => {
  const [oldFile, newFile] = [keyFile(), keyFile()];
  const sealed = createFileVault({ file: oldFile, mayCreate: true }).seal("secret", "c");
  const fresh = createFileVault({ file: newFile, mayCreate: true }).seal("secret", "c");
  writeFileSync(newFile, readFileSync(newFile, "utf8") + readFileSync(oldFile, "utf8"));
  const vault = createFileVault({ file: newFile, mayCreate: false });
  expect(vault.open(sealed, "c")).toBe("secret");
  expect(vault.seal("x", "c").split(".")[1]).toBe(fresh.split(".")[1]);
});

test.skipIf(process.platform === "win32")("a key file that others can read is refused with the command to run", () => {
  const file = keyFile();
  createFileVault({ file, mayCreate: true });
  for (const mode of [0o644, 0o640, 0o604]) {
    chmodSync(file, mode);
    expect(() => createFileVault({ file, mayCreate: true })).toThrow(`chmod 600 '${file}'`);
  }
});

test("a damaged key file is refused, never replaced", () => {
  for (const text of ["", "short", `${"A".repeat(42)}!`]) {
    const file = keyFile();
    writeFileSync(file, text, { mode: 0o600 });
    expect(() => createFileVault({ file, mayCreate: true })).toThrow(/damaged/);
    expect(readFileSync(file, "utf8")).toBe(text);
  }
});

test("a fingerprint is the same for the same text, purpose and key, and for nothing else", () => {
  const file = keyFile();
  const vault = createFileVault({ file, mayCreate: true });
  const print = vault.fingerprint("leave carry over", "question");
  expect(print).toMatch(/^[\w-]{22}$/);
  expect(createFileVault({ file, mayCreate: false }).fingerprint("leave carry over", "question")).toBe(print);
  const other = createFileVault({ file: keyFile(), mayCreate: true });
  const others = [vault.fingerprint("leave carry ove", "question"), vault.fingerprint("leave carry over", "person")];
  expect(new Set([print, ...others, other.fingerprint("leave carry over", "question")]).size).toBe(4);
});
