import { expect, test } from "vitest";
import { checkPassword } from "./check-password.ts";
import { COMMON_PASSWORDS } from "./common-passwords.ts";

const EMAIL = "ada.lovelace@example.org";

function verdict(password: string, email = EMAIL): string {
  try {
    checkPassword(password, email);
    return "good";
  } catch (error) {
    return error instanceof Error ? error.message : "?";
  }
}

test("the list has at least 3,000 entries, none twice, and stays small", () => {
  const entries = COMMON_PASSWORDS.trim().split(/\s+/);
  expect(entries.length).toBeGreaterThanOrEqual(3000);
  expect(new Set(entries).size).toBe(entries.length);
  expect(Buffer.byteLength(COMMON_PASSWORDS)).toBeLessThan(40_000);
  expect(entries.filter((entry) => entry !== entry.toLowerCase())).toEqual([]);
});

test.each([
  "password123",
  "Password2024!",
  "P@ssw0rd!!!",
  "1qaz2wsx3edc",
  "qwertyuiop",
  "QWERTYUIOP12",
  "iloveyouforever",
  "passwordpassword",
  "1234567890",
  "0987654321",
  "abcdefghij",
  "aaaaaaaaaaaa",
  "ababababab",
  "!!!sunshine!!!",
  "4dm1n1str4t0r",
  "Smartypants1!",
  "correcthorsebatterystaple",
])("%s is refused as common", (password) => {
  expect(verdict(password)).toContain("tried first");
});

test.each(["four unrelated green words", "tR7#mLq92xVb", "klavier über dem teich", "猫は静かな夜に月を見ていた", "correct horse battery"])(
  "%s is accepted",
  (password) => {
    expect(verdict(password)).toBe("good");
  },
);

test("ten characters at least and 128 at most, counted as people count", () => {
  expect(verdict("tR7#mLq92")).toContain("at least 10");
  expect(verdict("👩👨👧👦🐶🐱🐭🐹🐰")).toContain("at least 10");
  expect(verdict("xq".repeat(60) + "kzjw1")).toBe("good");
  expect(verdict(`${"tR7#mLq92x".repeat(12)}123456789`)).toContain("at most 128");
});

test("the address is no password, whatever surrounds it", () => {
  expect(verdict("99-Ada.Lovelace-99")).toContain("e-mail address");
  expect(verdict("my-al-bicycle-route", "al@example.org")).toBe("good");
});

// Otherwise somebody who types an accent as two characters on one device is locked out on another.
test("forms of one character are judged alike", () => {
  expect(verdict("ｐａｓｓｗｏｒｄ１２３")).toContain("tried first");
});
