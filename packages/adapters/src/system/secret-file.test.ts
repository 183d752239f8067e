import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readOrCreateSecret } from "./secret-file.ts";

function secretFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "smartypants-secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "session.key");
}

test("a secret is made once, and only its owner can read it", () => {
  const file = secretFile();
  const secret = readOrCreateSecret(file);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(readOrCreateSecret(file)).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(file, ".."))).toEqual(["session.key"]);
});

// A process that was killed while it made the file must not leave everybody's sessions signed with nothing.
test.each(["", "  \n", "half-of-it"])("a file without a whole secret (%j) is replaced", (left) => {
  const file = secretFile();
  writeFileSync(file, left);
  expect(readOrCreateSecret(file)).toMatch(/^[\w-]{43}$/);
  expect(readOrCreateSecret(file)).toBe(readOrCreateSecret(file));
});
