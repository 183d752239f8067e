import { describePreprocessor } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { subtitles } from "./subtitles.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

const SRT =
  "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i>, {\\an8}welcome\r\nto the talk.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nLet us begin.\r\n\r\n3\r\n01:01:05,000 --> 01:01:06,000\r\nThe end.\r\n";
const VTT =
  "WEBVTT - A talk\n\nNOTE nothing to say\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Ada Lovelace>Tea &amp; coffee\n\n00:02.000 --> 00:03.000\nTea\n\n00:03.000 --> 00:04.000\nTea\n";

describePreprocessor("subtitles", {
  preprocessor: subtitles,
  samples: [
    { name: "a.srt", bytes: Buffer.from(SRT), mimeType: "application/x-subrip", contains: ["welcome", "The end."] },
    { name: "a.vtt", bytes: Buffer.from(VTT), mimeType: "text/vtt", contains: ["Ada Lovelace: Tea & coffee"] },
  ],
});

test("what is said, in paragraphs that open at their second; without looks and repetitions", async () => {
  expect(outlineOf(await extractWith(subtitles, SRT))).toEqual([
    "paragraph@t=1 Hello, welcome to the talk. Let us begin.",
    "paragraph@t=3665 The end.",
  ]);
  expect(outlineOf(await extractWith(subtitles, VTT))).toEqual(["paragraph@t=1 Ada Lovelace: Tea & coffee Tea"]);
});
