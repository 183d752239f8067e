import { describePreprocessor } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { vcard } from "./vcard.ts";

const BOOK = [
  "BEGIN:VCARD",
  "VERSION:3.0",
  "N:Lovelace;Ada;;;",
  "FN:Ada Lovelace",
  "ORG:Analytical Engines;Research",
  "item1.EMAIL;TYPE=work:ada@example.org",
  "TEL;TYPE=cell:+44 1",
  "NOTE:Writes\\n programs\\, ",
  " mostly.",
  "END:VCARD",
  "BEGIN:VCARD",
  "FN:Grace Hopper",
  "END:VCARD",
  "",
].join("\r\n");

// Damaged files, the same twice, clean text, an early stop: the rules that every preprocessor must pass.
describePreprocessor("vcard", {
  preprocessor: vcard,
  samples: [{ name: "book.vcf", bytes: Buffer.from(BOOK), mimeType: "text/vcard", contains: ["Ada Lovelace", "Grace Hopper"] }],
});

test("each person is found under their name, with what belongs to it", async () => {
  const input = { bytes: Buffer.from(BOOK), mimeType: "text/vcard", filename: "book.vcf", signal: new AbortController().signal };
  const facts = "Organisation: Analytical Engines, Research\nE-mail: ada@example.org\nTelephone: +44 1\nNote: Writes programs, mostly.";
  expect((await vcard.extract(input)).blocks).toEqual([
    { kind: "heading", level: 2, text: "Ada Lovelace", anchor: "card=1" },
    { kind: "paragraph", text: facts, anchor: "card=1" },
    { kind: "heading", level: 2, text: "Grace Hopper", anchor: "card=2" },
  ]);
});
