import { expect, test } from "vitest";
import { normalizeEmail } from "./email.ts";

test("addresses are compared without regard to case and surrounding space", () => {
  expect(normalizeEmail("  Ada@Example.ORG ")).toBe("ada@example.org");
});

test.each(["", "ada", "ada@", "@example.org", "a da@example.org", "a@b@c", `${"a".repeat(250)}@example.org`])(
  "%j is no address",
  (text) => {
    expect(() => normalizeEmail(text)).toThrow(/e-mail address/);
  },
);
