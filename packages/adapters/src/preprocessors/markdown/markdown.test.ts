import { describe, expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { inlineText } from "./inline-text.ts";
import { markdown } from "./markdown.ts";
import { parseBlocks } from "./parse-blocks.ts";

async function read(...lines: string[]): Promise<string[]> {
  return outlineOf(await extractWith(markdown, lines.join("\n")));
}

test("a handbook page comes out in order, each block opening at its heading", async () => {
  const extracted = await extractWith(
    markdown,
    `---
title: "Leave policy"
authors: [Ada Lovelace, Grace Hopper]
date: 2024-01-31
updated: 2024-02-01T12:00:00Z
lang: en-GB
tags:
  - hr
---

Everyone reads this.

# Leave

Parental leave
================
Parents get **twelve** weeks, see [the form](https://example.org/form "Form") and \`HR-7\`.
Second line.

## Steps ##

1. Ask your *lead*
   early.

   A second paragraph.
2. Fill in the form
   - page one
   - [x] page ~~two~~ three

> [!NOTE]
> Not for ![alt text](x.png) contractors.

| Country | Weeks |
|---------|:-----:|
| DE      | \`a|b\` |
| UK \\| GB | 12 |

\`\`\`ts
const weeks = 12; // # no heading
\`\`\`

## Steps

***

<div align="center">Last &amp; least</div>
<!-- hidden
comment -->
`,
  );
  expect(outlineOf(extracted)).toEqual([
    "paragraph@ Everyone reads this.",
    "heading1@leave Leave",
    "heading1@parental-leave Parental leave",
    "paragraph@parental-leave Parents get twelve weeks, see the form and HR-7. Second line.",
    "heading2@steps Steps",
    "list@steps 1. Ask your lead early.\nA second paragraph.",
    "list@steps 2. Fill in the form",
    "list@steps page one",
    "list@steps page two three",
    "paragraph@steps Not for alt text contractors.",
    "table@steps [Country | Weeks] DE | a|b",
    "table@steps [Country | Weeks] UK | GB | 12",
    "code@steps const weeks = 12; // # no heading",
    "heading2@steps-1 Steps",
    "paragraph@steps-1 Last & least",
  ]);
  expect(extracted).toMatchObject({
    title: "Leave policy",
    authors: ["Ada Lovelace", "Grace Hopper"],
    createdAt: Date.UTC(2024, 0, 31),
    updatedAt: Date.UTC(2024, 1, 1, 12),
    language: "en",
  });
});

describe("blocks", () => {
  test("without front matter the first main heading is the title; a thematic break at the top is none", async () => {
    expect(await extractWith(markdown, "---\n\nText\n\n# The *title*\n")).toMatchObject({
      title: "The title",
      blocks: [{ text: "Text" }, { text: "The title" }],
    });
  });

  test("lists under lists, code and tables in items, lists without blank lines around them", async () => {
    expect(
      await read(
        "Before:",
        "* one",
        "    * deep",
        "        * deeper",
        "* two",
        "",
        "  ```",
        "  code",
        "  ```",
        "* three",
        "lazy",
        "",
        "After",
      ),
    ).toEqual([
      "paragraph@ Before:",
      "list@ one",
      "list@ deep",
      "list@ deeper",
      "list@ two",
      "code@ code",
      "list@ three lazy",
      "paragraph@ After",
    ]);
  });

  test("fences, indented code and comments hide what looks like Markdown", async () => {
    expect(
      await read("~~~~", "# no", "~~~", "~~~~", "", "    # neither", "", "<!-- # nor -->", "", "[ref]: https://example.org", "yes"),
    ).toEqual(["code@ # no\n~~~", "code@ # neither", "paragraph@ yes"]);
  });

  test("an open fence or comment takes nothing away", async () => {
    expect(await read("```", "to the end")).toEqual(["code@ to the end"]);
    expect(await read("<!-- never closed", "still here")).toEqual(["paragraph@ still here"]);
  });

  test("headings: own ids, no space is no heading, numbers in prose start no list", async () => {
    expect(await read("## Set up {#setup}", "#hashtag", "born in", "1998. It rained", "", "# Ünïcode & more!")).toEqual([
      "heading2@setup Set up",
      "paragraph@setup #hashtag born in 1998. It rained",
      "heading1@ünïcode--more Ünïcode & more!",
    ]);
  });

  test("tables without outer bars and with ragged rows", async () => {
    expect(await read("a | b", "--|--", "1 | 2", "3 |", "", "no | table")).toEqual([
      "table@ [a | b] 1 | 2",
      "table@ [a | b] 3",
      "paragraph@ no | table",
    ]);
  });

  test("nothing to read is empty", async () => {
    for (const text of ["", "---\ntitle: x\n---\n", "***\n", "<!-- c -->"])
      await expect(extractWith(markdown, text), text).rejects.toMatchObject({ code: "empty" });
  });
});

describe("inline marks", () => {
  test.each([
    ["**bold** *it* ***both*** __b__ _i_ ~~gone~~", "bold it both b i gone"],
    ["snake_case_name and 2 * 3 * 4 and a*b", "snake_case_name and 2 * 3 * 4 and a*b"],
    ["`a * b` ``x ` y`` `open", "a * b x ` y `open"],
    ["[text](url) [text][ref] [a [b] c](u) [plain]", "text text a [b] c [plain]"],
    ["[paren](https://e.org/a_(b)) ![](x.png)![alt *x*](y)", "paren alt x"],
    ["[[Page]] [[Page|shown]] note[^1] [[1]](u)", "Page shown note [1]"],
    ["<https://e.org> <b>x</b>y<br/>z a < b <c@d.org>", "https://e.org xy z a < b c@d.org"],
    [String.raw`\*no\* C:\dir \\`, "*no* C:\\dir \\"],
    ["&lt;p&gt; &#228;&#xE4; &auml; &unknown; AT&T &#0;", "<p> ää ä &unknown; AT&T \uFFFD"],
    ["**[link *in* bold](u)** *open", "link in bold *open"],
  ])("%s", (source, text) => {
    expect(inlineText(source)).toBe(text);
  });

  test("hostile lines cost no more than their length", () => {
    const start = performance.now();
    for (const piece of ["[", "![](", "[](", "*a ", "`", "``a`", "<a ", "<!--", "&#", "_a", "]", "[[", "\\"])
      inlineText(piece.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

test("hostile nesting costs no more than its length", () => {
  const start = performance.now();
  const nested = [
    ">".repeat(100_000),
    "- ".repeat(50_000),
    "  - x\n".repeat(50_000),
    "<!--\n".repeat(50_000),
    "a\n".repeat(100_000),
    "|a|\n|-|\n".repeat(50_000),
  ];
  for (const text of nested) parseBlocks(`${text}end`.split("\n"));
  expect(performance.now() - start).toBeLessThan(20_000);
});
