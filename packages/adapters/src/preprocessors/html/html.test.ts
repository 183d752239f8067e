import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { html } from "./html.ts";

const FILLER = "A sentence that any article could hold, long enough to count as one, with a comma or two. ".repeat(4).trim();

async function read(page: string): Promise<string[]> {
  return outlineOf(await extractWith(html, page));
}

test("an article comes out without what is around it, in order, opening at the ids of its headings", async () => {
  const extracted = await extractWith(
    html,
    `<!doctype html><html lang="de-DE"><head><title>Urlaub – Handbuch</title><meta charset=utf-8>
    <meta name="description" content="Wie Urlaub geht."><meta name="author" content="Ada Lovelace">
    <meta property="article:published_time" content="2024-01-31T08:00:00+01:00"><meta property="article:modified_time" content="2024-02-01">
    <style>.x{color:red}</style><script>var hidden = 1;</script></head>
    <body><header><nav><a href=/>Start</a> <a href=/a>Alles</a></nav></header>
    <div class="sidebar"><a href=1>Link one</a> <a href=2>Link two</a> <a href=3>Link three</a></div>
    <main id=main><article><h1 id="urlaub">Urlaub</h1><p>${FILLER}</p><p>Sie erhalten <b>dreißig</b> Tage,<br>siehe <a href=x>Formular</a>.</p>
    <h2>Antrag<a class=anchor href=#antrag id=antrag-link>¶</a></h2><ol start=3><li><p>Fragen</p></li><li>Ausfüllen<ul><li>Seite 1</li></ul></li></ol>
    <p hidden>versteckt</p><p style="color:red; display: none">auch versteckt</p><div aria-hidden=true>ebenso</div>
    <table><caption>Tage</caption><thead><tr><th>Land<th>Tage</thead><tr><td>DE<td>30</tr><tr><td>UK<br>(GB)<td><p>28</p></table>
    <pre><code>  if (x) {
    y();
  }</code></pre><p>${FILLER}</p></article></main>
    <footer>© Firma</footer></body></html>`,
  );
  expect(outlineOf(extracted)).toEqual([
    "paragraph@ Wie Urlaub geht.",
    "heading1@urlaub Urlaub",
    `paragraph@urlaub ${FILLER}`,
    "paragraph@urlaub Sie erhalten dreißig Tage,\nsiehe Formular.",
    "heading2@antrag-link Antrag",
    "list@antrag-link 3. Fragen",
    "list@antrag-link 4. Ausfüllen",
    "list@antrag-link Seite 1",
    "paragraph@antrag-link Tage",
    "table@antrag-link [Land | Tage] DE | 30",
    "table@antrag-link [Land | Tage] UK (GB) | 28",
    "code@antrag-link   if (x) {\n    y();\n  }",
    `paragraph@antrag-link ${FILLER}`,
  ]);
  expect(extracted).toMatchObject({
    title: "Urlaub – Handbuch",
    authors: ["Ada Lovelace"],
    createdAt: Date.UTC(2024, 0, 31, 7),
    updatedAt: Date.UTC(2024, 1, 1),
    language: "de",
  });
});

describe("a page that is no article is read whole", () => {
  test("a list of links", async () => {
    expect(await read("<html><body><h2>Tools</h2><ul><li><a href=1>Wiki</a></li><li><a href=2>Mail</a></li></ul></body></html>")).toEqual([
      "heading2@tools Tools",
      "list@tools Wiki",
      "list@tools Mail",
    ]);
  });

  test("a fragment, with text before its first element", async () => {
    expect(await read("Intro <i>text</i><p>One<p>Two<h3>Same</h3><h3>Same</h3>x")).toEqual([
      "paragraph@ Intro text",
      "paragraph@ One",
      "paragraph@ Two",
      "heading3@same Same",
      "heading3@same-1 Same",
      "paragraph@same-1 x",
    ]);
  });

  test("tables for layout are read like any other part", async () => {
    expect(
      await read("<table role=presentation><tr><td>Left<td>Right</table><table><tr><td><h2>News</h2><td><p>Today</p></table>"),
    ).toEqual(["paragraph@ Left", "paragraph@ Right", "heading2@news News", "paragraph@news Today"]);
  });
});

test("a definition is read with its term, and a term without one by itself", async () => {
  const page = `<dl><dt>Leave<dd>Twelve weeks.<dd>Paid.<dt>Notice<dt>Warning<dd><p>Four weeks.</p><p>In writing.</p>
    <dt>run()<dd><pre>run(1)</pre><div><dt>Alone</dt></div></dl><p>After it.</p>`;
  expect(await read(page)).toEqual([
    "list@ Leave: Twelve weeks.",
    "list@ Paid.",
    "list@ Notice, Warning: Four weeks.",
    "list@ In writing.",
    "list@ run()",
    "code@ run(1)",
    "list@ Alone",
    "paragraph@ After it.",
  ]);
});

test("a table with headings of its own stays one, whatever its cells hold", async () => {
  const page = `<table><tr><th>Country<th>Leave</tr><tr><td>DE<td><table><tr><td>Weeks<td>12</tr><tr><td>Paid<td>yes</tr></table></tr>
    <tr><td>FR<td><pre>16
    weeks</pre></tr></table>`;
  expect(await read(page)).toEqual(["table@ [Country | Leave] DE | Weeks 12 Paid yes", "table@ [Country | Leave] FR | 16 weeks"]);
});

test("the title falls back to the first heading; without elements around it, it is no text", async () => {
  expect(await extractWith(html, "<h1>Main</h1><p>x</p>")).toMatchObject({ title: "Main" });
  const { title, blocks } = await extractWith(html, "<title>Only here</title><p>x</p>");
  expect([title, blocks.map((block) => block.text)]).toEqual(["Only here", ["x"]]);
});

test("the encoding that the page declares is used", async () => {
  const page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Отпуск</p>';
  expect(outlineOf(await extractWith(html, iconv.encode(page, "windows-1251")))).toEqual(["paragraph@ Отпуск"]);
  expect(outlineOf(await extractWith(html, iconv.encode("<p>Größe</p>", "utf-16le", { addBOM: true })))).toEqual(["paragraph@ Größe"]);
});

test("entities cannot bring in what a database refuses", async () => {
  for (const text of await read("<p>a&#0;b&#xD800;c\0d</p>")) {
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain("\0");
  }
});

test("pages nested or broken beyond reason are read as far as possible", async () => {
  expect((await read(`${"<div>".repeat(3_000)}deep${"</div>".repeat(3_000)}`)).join()).toContain("deep");
  expect((await read("<p>open <b>tags <table><tr><td>cell")).join(" ")).toMatch(/open tags.*cell/);
});

test("what a page marks as its main content is read, whatever stands around it", async () => {
  const page = `<body><div class=teasers>${"<p>Read this other thing, which is long enough to look like text.</p>".repeat(20)}</div><main><h2>Short</h2><p>${FILLER}</p></main></body>`;
  expect(await read(page)).toEqual(["heading2@short Short", `paragraph@short ${FILLER}`]);
});

test("without such a mark, the article is found among its surroundings", async () => {
  const links = Array.from({ length: 12 }, (_, index) => `<li><a href=${index}>Link ${index}</a></li>`).join("");
  const page = `<body><div class=menu><ul>${links}</ul></div><div class=content><h1 id=t>Leave</h1><p>${FILLER}</p><h2>Details</h2><p>${FILLER}</p></div><div class=sidebar><ul>${links}</ul></div></body>`;
  expect(await read(page)).toEqual([
    "heading1@t Leave",
    `paragraph@t ${FILLER}`,
    "heading2@details Details",
    `paragraph@details ${FILLER}`,
  ]);
});

test("a page too large to be parsed at once is read in parts, its tables with their header", async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => `<tr><td>Row ${index}</td><td>${"value ".repeat(10)}</td></tr>`);
  const sections = Array.from({ length: 10_000 }, (_, index) => `<h2>Part ${index}</h2><p>Text of part ${index}.</p>`);
  const page = `<html><head><title>Export</title><script>${"x".repeat(500)}</script></head><body><table><tr><th>Name</th><th>Value</th></tr>${rows.join("")}</table>${sections.join("")}</body></html>`;
  expect(page.length).toBeGreaterThan(3_000_000);
  const { title, blocks } = await extractWith(html, page);
  expect(title).toBe("Export");
  const table = blocks.filter((block) => block.kind === "table");
  expect(table).toHaveLength(30_000);
  for (const [index, block] of table.entries())
    expect(block).toMatchObject({ text: expect.stringContaining(`Row ${index} | value`), header: "Name | Value" });
  expect(blocks.filter((block) => block.kind === "heading")).toHaveLength(10_000);
  expect(blocks.at(-1)).toEqual({ kind: "paragraph", text: "Text of part 9999.", anchor: "part-9999" });
});

test("a page without readable text is empty, in words for users", async () => {
  for (const page of ["", "  ", "<html></html>", "<body><script>app()</script><noscript>Enable JavaScript</noscript></body>"])
    await expect(extractWith(html, page), page).rejects.toMatchObject({ code: "empty", message: expect.stringContaining("no text") });
});
