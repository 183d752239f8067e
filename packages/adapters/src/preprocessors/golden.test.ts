import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Extracted } from "@smartypants/sdk";
import { describe, expect, test } from "vitest";
import { builtInPreprocessors, pickPreprocessor } from "./registry.ts";
import { sniffType } from "./sniff-type.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

// What LibreOffice and pandoc make of sources of ours; make.sh beside them writes them anew.
const folder = join(import.meta.dirname, "__fixtures__", "golden");

async function read(name: string): Promise<Extracted> {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const type = sniffType(bytes, name);
  const preprocessor = pickPreprocessor(builtInPreprocessors(), type);
  if (preprocessor === undefined) throw new Error(`nobody reads ${type}`);
  return extractWith(preprocessor, bytes, type, name);
}

/** Kind, level, anchor and text of each block, with those anchors that depend on the format's way to open it. */
async function outline(name: string): Promise<readonly string[]> {
  return outlineOf(await read(name));
}

test("the fixtures are few and small", () => {
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
});

describe("a text by LibreOffice", () => {
  const columns = [
    /^paragraph@\S+ The left column begins with the heron\. .* counted by the night shift\.$/,
    /^paragraph@\S+ The left column ends with the reeds\. .* the sheds behind the harbour\.$/,
    /^paragraph@\S+ The right column begins with the otter\. .* the light stays on all night\.$/,
    /^paragraph@\S+ The right column ends with the lock\. .* the same family of masons\.$/,
  ].map((pattern): unknown => expect.stringMatching(pattern));

  test.each(["policy.docx", "policy.odt", "policy.rtf"])("%s", async (name) => {
    expect(await outline(name)).toEqual([
      "heading1@leave-at-heron-works Leave at Heron Works",
      "paragraph@leave-at-heron-works This page says how much leave there is and how to ask for it. Questions go to the people team.",
      "heading2@parental-leave Parental leave",
      "paragraph@parental-leave Parents take twenty-two weeks of paid leave. Größe und Maß stay as they are: naïve, œuvre, “quoted”.",
      "list@parental-leave Tell your lead three months before.",
      "list@parental-leave Twins change nothing.",
      "list@parental-leave Part time is possible.",
      "heading2@how-to-ask How to ask",
      "list@how-to-ask 1. Open the form.",
      "list@how-to-ask 2. Name the first day.",
      "list@how-to-ask 3. Wait for the answer of the lead.",
      "heading2@days-by-country Days by country",
      "table@days-by-country [Country | Days | Carried over] Norway | 25 | 10",
      "table@days-by-country [Country | Days | Carried over] Österreich | 30 | none",
      "heading2@in-two-columns In two columns",
      ...columns,
      "paragraph@in-two-columns Adoption counts as birth, from the day of arrival.",
    ]);
    expect(await read(name)).toMatchObject({
      title: "Leave at Heron Works",
      authors: ["Ada Reed"],
      createdAt: Date.UTC(2024, 2, 1, 9),
      updatedAt: Date.UTC(2024, 4, 17, 15, 30),
    });
  });

  test("policy.pdf", async () => {
    expect(await outline("policy.pdf")).toEqual([
      "paragraph@page=1 Heron Works, internal",
      "heading1@page=1 Leave at Heron Works",
      "paragraph@page=1 This page says how much leave there is and how to ask for it. Questions go to the people team. (https://example.org/people-team)",
      "heading2@page=1 Parental leave",
      "paragraph@page=1 Parents take twenty-two weeks of paid leave.1 Größe und Maß stay as they are: naïve, œuvre, “quoted”.",
      "list@page=1 • Tell your lead three months before.",
      "list@page=1 – Twins change nothing.",
      "list@page=1 • Part time is possible.",
      "heading2@page=1 How to ask",
      "list@page=1 1. Open the form.",
      "list@page=1 2. Name the first day.",
      "list@page=1 3. Wait for the answer of the lead.",
      "heading2@page=1 Days by country",
      "table@page=1 Country | Days | Carried over",
      "table@page=1 Norway | 25 | 10",
      "table@page=1 Österreich | 30 | none",
      "paragraph@page=1 1Adoption counts as birth, from the day of arrival.",
      "paragraph@page=2 Heron Works, internal",
      "heading2@page=2 In two columns",
      ...columns,
    ]);
    expect(await read("policy.pdf")).toMatchObject({ title: "Leave at Heron Works", authors: ["Ada Reed"], language: "en" });
  });
});

describe("a text by pandoc", () => {
  const steps = ["1. Close the upper gate", "2. Open the sluice", "3. Wait for level water"];
  const table = ["[Gate | Width | Built] upper | 4 m | 1911", "[Gate | Width | Built] lower | 6 m | 1954"];
  const code = "def fall(minutes):\n    return minutes * 3";

  function guide(anchors: readonly [string, string, string]): readonly string[] {
    const [before, gates, after] = anchors;
    return [
      `heading1@${before} Before the tide`,
      `paragraph@${before} Come an hour before high water. The keeper lives behind the lock.`,
      ...["Bring the long pole", "and a lamp", "Leave the dog at home"].map((text) => `list@${before} ${text}`),
      `heading2@${gates} Gates`,
      ...steps.map((text) => `list@${gates} ${text}`),
      ...table.map((text) => `table@${gates} ${text}`),
      `heading1@${after} After the tide`,
      `paragraph@${after} The water falls by 2 cm a minute. In Wörth it falls faster:`,
      `code@${after} ${code}`,
      `paragraph@${after} Nobody has ever been faster than the water.`,
    ];
  }

  const titlePage = (anchor: string) => [
    `heading1@${anchor} Guide to the lower lock`,
    `paragraph@${anchor} Dora Weir`,
    `paragraph@${anchor} Emil Tide`,
    `paragraph@${anchor} 2024-06-30`,
  ];
  const slugs = ["before-the-tide", "gates", "after-the-tide"] as const;
  const note = "Level means: no current at the mark.";

  test.each(["guide.docx", "guide.odt"])("%s", async (name) => {
    expect(await outline(name)).toEqual([...titlePage("guide-to-the-lower-lock"), ...guide(slugs), `paragraph@after-the-tide ${note}`]);
    expect(await read(name)).toMatchObject({ title: "Guide to the lower lock", authors: ["Dora Weir", "Emil Tide"], language: "en" });
  });

  test("guide.xhtml", async () => {
    const lines = await outline("guide.xhtml");
    expect(lines).toEqual(["heading1@guide-to-the-lower-lock Guide to the lower lock", ...guide(slugs), `list@after-the-tide 1. ${note}`]);
    expect(await read("guide.xhtml")).toMatchObject({
      title: "Guide to the lower lock",
      authors: ["Dora Weir", "Emil Tide"],
      createdAt: Date.UTC(2024, 5, 30),
      language: "en",
    });
  });

  test("guide.epub", async () => {
    const [...lines] = [...titlePage("chapter=1"), ...guide(["chapter=2", "chapter=2", "chapter=3"])];
    // Notes stand at the end of their chapter.
    lines.splice(lines.indexOf("heading1@chapter=3 After the tide"), 0, `list@chapter=2 1. ${note}`);
    expect(await outline("guide.epub")).toEqual(lines);
    expect(await read("guide.epub")).toMatchObject({
      title: "Guide to the lower lock",
      authors: ["Dora Weir", "Emil Tide"],
      createdAt: Date.UTC(2024, 5, 30),
      language: "en",
    });
  });

  // RTF by pandoc knows neither lists nor levels: what must not be lost is the text and its order.
  test("guide.rtf", async () => {
    const texts = (await read("guide.rtf")).blocks.map(({ text, header }) => (header === undefined ? text : `[${header}] ${text}`));
    expect(texts.slice(4)).toEqual([
      "Before the tide",
      "Come an hour before high water. The keeper lives behind the lock.",
      "Bring the long pole",
      "and a lamp",
      "Leave the dog at home",
      "Gates",
      ...steps,
      ...table,
      "After the tide",
      "The water falls by 2 cm a minute. In Wörth it falls faster:",
      "def fall(minutes):\nreturn minutes * 3",
      "Nobody has ever been faster than the water.",
      note,
    ]);
  });
});

describe("workbooks by LibreOffice", () => {
  test.each(["prices.ods", "prices.xlsx"])("%s", async (name) => {
    expect(await outline(name)).toEqual([
      "heading2@sheet=Prices Prices",
      "table@sheet=Prices!A2 [Article | Since | Price | Discount | Net] Reed, long | 2024-01-15 | 120 | 12.5% | 105",
      "table@sheet=Prices!A3 [Article | Since | Price | Discount | Net] Binsen, kurz | 2023-11-02 | 80.5 |  | 80.5",
      "heading2@sheet=Who%20buys Who buys",
      "table@sheet=Who%20buys!A2 [Buyer | Regular] Harbour Roofers | TRUE",
    ]);
    expect(await read(name)).toMatchObject({
      title: "Prices of reeds",
      authors: ["Ben Lock"],
      createdAt: Date.UTC(2024, 0, 10, 8),
      updatedAt: Date.UTC(2024, 1, 11, 8),
    });
  });
});

describe("slides by pandoc and LibreOffice", () => {
  test.each([
    // Bullets that only the slide's layout knows of.
    ["talk.pptx", "paragraph"],
    ["talk-office.pptx", "list"],
    ["talk.odp", "list"],
  ])("%s", async (name, bullet) => {
    expect(await outline(name)).toEqual([
      "heading1@slide=1 Keeping the reeds",
      "paragraph@slide=1 Cleo Marsh",
      "paragraph@slide=1 2024-04-02",
      "heading2@slide=2 Why the reeds matter",
      `${bullet}@slide=2 They hold the bank`,
      `${bullet}@slide=2 They feed the otter`,
      "paragraph@slide=2 Speaker notes: Say here that the bank broke twice in ten years.",
      "heading2@slide=3 What they cost",
      "table@slide=3 [Year | Cost] 2023 | 4000",
      "table@slide=3 [Year | Cost] 2024 | 5200",
      "paragraph@slide=3 Speaker notes: The rise comes from the frost.",
      "heading2@slide=4 What we ask for",
      "list@slide=4 1. A second cutter",
      "list@slide=4 2. A shed by the lock",
    ]);
    expect(await read(name)).toMatchObject({ title: "Keeping the reeds", authors: ["Cleo Marsh"] });
  });

  test("talk.pdf", async () => {
    expect(await outline("talk.pdf")).toEqual([
      "heading1@page=1 Keeping the reeds",
      "paragraph@page=1 Cleo Marsh",
      "paragraph@page=1 2024-04-02",
      "heading1@page=2 Why the reeds matter",
      "list@page=2 • They hold the bank",
      "list@page=2 • They feed the otter",
      "heading1@page=3 What they cost",
      "table@page=3 Year | Cost",
      "table@page=3 2023 | 4000",
      "table@page=3 2024 | 5200",
      "heading1@page=4 What we ask for",
      "list@page=4 1. A second cutter",
      "list@page=4 2. A shed by the lock",
    ]);
  });
});
