import { expect, test } from "vitest";
import { hashToken, randomToken } from "./tokens.ts";

test("tokens have 256 bits, are safe in urls and never repeat", () => {
  const tokens = Array.from({ length: 500 }, () => randomToken("sp_"));
  for (const token of tokens) expect(token).toMatch(/^sp_[A-Za-z0-9_-]{43}$/);
  expect(new Set(tokens).size).toBe(500);
});

test("a token is stored as its SHA-256", async () => {
  expect(await hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
