import { type Block, definePreprocessor } from "@smartypants/sdk";
import { decodeText } from "./decode-text.ts";
import { finishExtracted } from "./finish-extracted.ts";

const EMPTY = "This file holds no subtitles. If it should, export it again and upload it once more.";
const TIMES = /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s+-->\s/;
/** A paragraph is what is said in about half a minute. */
const PARAGRAPH_CHARACTERS = 600;
const PARAGRAPH_SECONDS = 45;

/** SubRip and WebVTT: what is said, in paragraphs; `t=75` is the second at which a paragraph begins, as media players understand it. */
export const subtitles = definePreprocessor({
  id: "subtitles",
  version: 1,
  mimeTypes: ["application/x-subrip", "text/vtt"],
  isolated: false,
  async extract({ bytes }) {
    return finishExtracted({ blocks: paragraphs(readCues(decodeText(bytes).text)) }, EMPTY);
  },
});

interface Cue {
  readonly second: number;
  readonly text: string;
}

function readCues(text: string): readonly Cue[] {
  const cues: Cue[] = [];
  for (const group of text.split(/\n[ \t]*\n/)) {
    const lines = group.split("\n");
    const at = lines.findIndex((line) => TIMES.test(line));
    const times = TIMES.exec(lines[at] ?? "");
    if (times === null) continue;
    const [, hours = "0", minutes = "0", seconds = "0"] = times;
    const said = lines
      .slice(at + 1)
      .map(withoutMarks)
      .filter((line) => line !== "");
    cues.push({ second: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds), text: said.join(" ") });
  }
  return cues;
}

/** Who speaks is text; how it looks is not. */
function withoutMarks(line: string): string {
  return line
    .replaceAll(/<v(?:\.[\w.]+)?\s+([^<>]{1,100})>/gi, "$1: ")
    .replaceAll(/<[^<>]{0,200}>|\{\\[^{}]{0,200}\}/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}

function paragraphs(cues: readonly Cue[]): Block[] {
  const blocks: Block[] = [];
  let texts: string[] = [];
  let start = 0;
  const flush = (): void => {
    if (texts.length > 0) blocks.push({ kind: "paragraph", text: texts.join(" "), anchor: `t=${start}` });
    texts = [];
  };
  for (const { second, text } of cues) {
    // Captions that roll repeat the line before.
    if (text === "" || texts.at(-1) === text) continue;
    const size = texts.reduce((sum, each) => sum + each.length, 0);
    if (size + text.length > PARAGRAPH_CHARACTERS || second - start > PARAGRAPH_SECONDS) flush();
    if (texts.length === 0) start = second;
    texts.push(text);
  }
  flush();
  return blocks;
}
