import { describePreprocessor } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { CORE_METADATA, makeOdf, makePptx } from "../testing/make-office.ts";
import { odp, pptx } from "./presentations.ts";

const ROWS = [
  ["Name", "Price"],
  ["Tea", "12"],
];
const SLIDES = makePptx([
  { title: "The plan", lines: ["A subtitle"] },
  { title: "Costs", lines: ["First point", "Second point"], rows: ROWS, notes: "Say this slowly." },
  { lines: ["No title here"] },
  {},
  { title: "Questions" },
]);

const frame = (kind: string, text: string): string =>
  `<draw:frame presentation:class="${kind}"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`;
const PAGES = makeOdf(
  "presentation",
  `<draw:page draw:name="p1">${frame("title", "The plan")}${frame("outline", "First point")}<presentation:notes>${frame("notes", "Say this.")}</presentation:notes></draw:page>
  <draw:page draw:name="p2">${frame("title", "Costs")}</draw:page>`,
);

describePreprocessor("pptx", {
  preprocessor: pptx,
  samples: [{ name: "plan.pptx", bytes: SLIDES, mimeType: pptx.mimeTypes[0] ?? "", contains: ["The plan", "Costs", "Questions"] }],
});
describePreprocessor("odp", {
  preprocessor: odp,
  samples: [{ name: "plan.odp", bytes: PAGES, mimeType: odp.mimeTypes[0] ?? "", contains: ["The plan", "Costs"] }],
});

test("slides come in the order in which they are shown, each at its number, with its notes", async () => {
  const read = await extractWith(pptx, SLIDES);
  expect(outlineOf(read)).toEqual([
    "heading1@slide=1 The plan",
    "paragraph@slide=1 A subtitle",
    "heading2@slide=2 Costs",
    "paragraph@slide=2 First point",
    "paragraph@slide=2 Second point",
    "table@slide=2 [Name | Price] Tea | 12",
    "paragraph@slide=2 Speaker notes: Say this slowly.",
    "heading2@slide=3 Slide 3",
    "paragraph@slide=3 No title here",
    "heading2@slide=5 Questions",
  ]);
  expect(read).toMatchObject(CORE_METADATA);
});

test("OpenDocument presentations too", async () => {
  expect(outlineOf(await extractWith(odp, PAGES))).toEqual([
    "heading1@slide=1 The plan",
    "paragraph@slide=1 First point",
    "paragraph@slide=1 Speaker notes: Say this.",
    "heading2@slide=2 Costs",
  ]);
});

test("slides of pictures alone are empty, in words for users", async () => {
  await expect(extractWith(pptx, makePptx([{}, {}]))).rejects.toMatchObject({
    code: "empty",
    message: expect.stringContaining("pictures"),
  });
});
