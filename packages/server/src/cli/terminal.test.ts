import { expect, test } from "vitest";
import { excerpt } from "./excerpt.ts";
import { formatTable } from "./table.ts";
import { createStatusLine, createStyle, oneLine, plain, type Terminal } from "./terminal.ts";

// A document must not be able to write commands to the terminal of whoever finds it.
test("nothing that a terminal obeys, or that turns text around, comes through", () => {
  expect(plain("a\u001b]0;owned\u0007b\u009b31mc\u202ed\u2066e\r\nf\rg\th\0")).toBe("a]0;ownedb31mcde\nf\ng\th");
  expect(oneLine("  a \n\n b\u001b[2J ")).toBe("a b[2J");
});

function fakeTerminal(isErrorTty: boolean, written: string[]): Terminal {
  return { isTty: false, isErrorTty, columns: 30, hasColor: false, out: () => {}, err: (text) => void written.push(text) };
}

test("a status line is written over, cut to the terminal, and not repeated", () => {
  const written: string[] = [];
  const status = createStatusLine(fakeTerminal(true, written));
  status.show("one");
  status.show("one");
  status.show("x".repeat(50));
  status.clear();
  status.clear();
  expect(written).toEqual(["\r\u001b[2Kone", `\r\u001b[2K${"x".repeat(29)}`, "\r\u001b[2K"]);
});

test("on anything but a terminal there is no status line", () => {
  const written: string[] = [];
  const status = createStatusLine(fakeTerminal(false, written));
  status.show("one");
  status.clear();
  expect(written).toEqual([]);
});

test("a table's columns are as wide as what is in them, numbers stand at the right", () => {
  expect(
    formatTable(
      ["name", "items", "id"],
      [
        ["docs", 7, "a"],
        ["日本\nx", 120, "b"],
      ],
    ),
  ).toBe("name    items  id\ndocs        7  a\n日本 x    120  b\n");
  expect(formatTable(["name"], [])).toBe("name\n");
});

const style = createStyle(true);

test("hits are marked, on one line", () => {
  expect(
    excerpt(
      {
        text: "The VPN\nfails at night.",
        highlights: [
          { start: 4, end: 7 },
          { start: 8, end: 13 },
        ],
      },
      style,
    ),
  ).toBe("The \u001b[33mVPN\u001b[39m \u001b[33mfails\u001b[39m at night.");
});

test("of a long passage the part around its first hit is shown, cut between words", () => {
  const text = `${"before ".repeat(60)}needle ${"after ".repeat(100)}`;
  const start = text.indexOf("needle");
  const shown = excerpt({ text, highlights: [{ start, end: start + 6 }] }, createStyle(false));
  expect(shown).toMatch(/^… (?:before )+needle (?:after ?)+ …$/);
  expect(shown.length).toBeLessThan(340);
});

test("a hit that is not shown is not marked, and overlapping ones are marked once", () => {
  const text = "abcdef";
  expect(
    excerpt(
      {
        text,
        highlights: [
          { start: 0, end: 3 },
          { start: 2, end: 5 },
        ],
      },
      style,
    ),
  ).toBe("\u001b[33mabc\u001b[39mdef");
});
