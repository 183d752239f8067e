import { describe, expect, test } from "vitest";
import { createMarkdownCutter, type Piece } from "./cut-markdown.ts";

const mayLink = (url: string): boolean => url === "https://cited.example/page";

function cut(text: string, deltas: readonly string[] = [text]): readonly Piece[] {
  const cutter = createMarkdownCutter(mayLink);
  return [...deltas.flatMap((delta) => [...cutter.push(delta)]), ...cutter.end()];
}

function shown(text: string, deltas?: readonly string[]): string {
  return cut(text, deltas)
    .map((piece) => (piece.type === "marker" ? `{${piece.numbers.join()}}` : piece.text))
    .join("");
}

describe("code", () => {
  test.for([
    "```js\nlist[1] = [2];\n```\n",
    "Use `list[1]` here.",
    "- item\n  ```\n  a[1]\n  ```\n",
    "~~~\n[1]\n~~~\n",
    "``a ` [1] ``",
    "See `https://elsewhere.example`.",
  ])("%j keeps its brackets and addresses", (text) => {
    expect(shown(text)).toBe(text);
  });

  test("a block that is not closed is closed at the end", () => {
    expect(shown("```\n[1]")).toBe("```\n[1]\n```");
  });

  // A renderer ends the block with the list item: what follows is text there, and must be text here.
  test("a block in a list ends with the item", () => {
    expect(shown("- item\n  ```\n  code\nout [1] https://elsewhere.example\n")).toContain("{1} `https://elsewhere.example`");
  });

  test.for(["`not closed [1]", "`closed\non another line` [1]", "- ~~~ [1]", "> ``` [1]"])("%j is no code", (text) => {
    expect(shown(text)).toContain("{1}");
  });
});

describe("links and images", () => {
  test.for([
    "[a](https://elsewhere.example/x)",
    "![a](https://elsewhere.example/x.png)",
    "[a](//elsewhere.example)",
    "[a](<https://elsewhere.example>)",
    "[a][b]\n\n[b]: https://elsewhere.example",
    "[b]: <//elsewhere.example>",
    "<https://elsewhere.example>",
    "<a href='//elsewhere.example'>x</a>",
    "<img src=x onerror=alert(1)>",
    "https://elsewhere.example/?q=secret",
    "HTTPS://ELSEWHERE.EXAMPLE",
    "https\\://elsewhere.example",
    "ht&#116;ps://elsewhere.example",
    "_www.elsewhere.example_",
    "| `a | b` https://elsewhere.example |\n",
    "`not closed https://elsewhere.example",
    "\\https://elsewhere.example",
    "[1](https://elsewhere.example)",
  ])("%j is words and nothing else", (text) => {
    const outside = shown(text)
      .replaceAll("\\\\", "")
      .replaceAll(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
    expect(outside).not.toMatch(/\]\(|\]:|(?<!\\)<[a-z/!?]|!\[|(?<!\\)&#/i);
    expect(outside.replaceAll("\\", "")).not.toMatch(/[a-z]+:\/\/|www\./i);
  });

  test("the address of a cited document stays what it is", () => {
    expect(shown("See https://cited.example/page.")).toBe("See https://cited.example/page.");
    expect(shown("See https://cited.example/page/else.")).toBe("See `https://cited.example/page/else`.");
  });

  test.for([
    "3 < 4 and 5 <= 6",
    "R & D",
    "a [note] here",
    "**bold**, _slanted_, ~~gone~~",
    "1. one\n2. two\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "C# and F#: both",
  ])("%j stays as it is", (text) => {
    expect(shown(text)).toBe(text);
  });
});

test("what a text becomes does not depend on where its deltas end", () => {
  const text =
    "Ä claim [Source 1], `x[2]` and [a](https://x.example) 漢字【3】. 👩‍👩 \\[4\\]\n\n```\n[5]\n```\nhttps://y.example/[6] end[7].";
  const whole = shown(text);
  expect(whole).toContain("{1}");
  for (let size = 1; size < 12; size++) {
    const deltas = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
    expect(shown(text, deltas), `deltas of ${size}`).toBe(whole);
  }
});

test("invisible and direction-turning characters are taken out, a lone half of a character is replaced", () => {
  expect(shown("a\u{E0041}b\u202Ec\u0007d\uD83D")).toBe("abcd\uFFFD");
});

test("a model that writes one endless word is not waited for", () => {
  const cutter = createMarkdownCutter(mayLink);
  const length = Array.from({ length: 50 }, () => [...cutter.push("x".repeat(100))])
    .flat()
    .reduce((sum, piece) => sum + (piece.type === "text" ? piece.text.length : 0), 0);
  expect(length).toBeGreaterThan(2_000);
});
