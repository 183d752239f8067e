import { type Block, definePreprocessor } from "@smartypants/sdk";
import { decodeText } from "./decode-text.ts";
import { finishExtracted } from "./finish-extracted.ts";
import { type JsonLine, jsonLines } from "./json-lines.ts";
import { plainTextBlocks } from "./plain-text.ts";

const EMPTY = "This JSON file holds no values. If it should, export it again and upload it once more.";
const MAX_LINES = 200_000;
const BLOCK_CHARACTERS = 1_200;

/** Every value on a line of its own, behind the path that leads to it: `staff[0].name: Ada`. */
export const json = definePreprocessor({
  id: "json",
  version: 1,
  mimeTypes: ["application/json"],
  isolated: false,
  async extract({ bytes }) {
    const { text } = decodeText(bytes);
    if (text.trim() === "") return finishExtracted({ blocks: [] }, EMPTY);
    const whole = parseJson(text);
    if (whole !== undefined) {
      const read = fromValue(whole.value);
      return finishExtracted(read, read.notes?.[0] === undefined ? EMPTY : `${read.notes[0]} There is nothing else in this file.`);
    }
    const records = fromRecords(text);
    if (records !== undefined) return finishExtracted(records, EMPTY);
    const notes = ["This file is named or begins like JSON, but it is not valid JSON: it was read as plain text."];
    return finishExtracted({ blocks: plainTextBlocks(text), notes }, EMPTY);
  },
});

interface Read {
  readonly blocks: readonly Block[];
  readonly title?: string;
  readonly notes?: readonly string[];
}

function fromValue(value: unknown): Read {
  const { lines, notes } = jsonLines(value, MAX_LINES);
  const title = typeof value === "object" && value !== null && "title" in value && typeof value.title === "string" ? value.title : "";
  return { blocks: inBlocks(lines), ...(title !== "" && title.length <= 300 && { title }), notes };
}

/** JSON Lines: one value a line. Undefined when the first three filled lines are not such; a bad line among good ones is kept as text. */
function fromRecords(text: string): Read | undefined {
  const blocks: Block[] = [];
  const notes = new Set<string>();
  let bad = 0;
  let read = 0;
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    if (read === MAX_LINES)
      notes.add(`Only the first ${MAX_LINES.toLocaleString("en")} records were read. Split the file to have all of it.`);
    if (read++ >= MAX_LINES) break;
    const parsed = parseJson(line);
    if (parsed === undefined && ++bad > 0 && read <= 3) return undefined;
    const found = parsed === undefined ? undefined : jsonLines(parsed.value, 1_000);
    for (const note of found?.notes ?? []) notes.add(note);
    blocks.push({
      kind: "paragraph",
      text: found === undefined ? line : found.lines.map((each) => each.text).join("\n"),
      anchor: `line=${index + 1}`,
    });
  }
  if (bad > 0) notes.add(`${bad} of ${read} lines are not valid JSON: they were read as plain text.`);
  return { blocks, notes: [...notes] };
}

/** Neighbours under the same first key share a block, up to a size that a passage of an answer can have. */
function inBlocks(lines: readonly JsonLine[]): Block[] {
  const blocks: Block[] = [];
  let texts: string[] = [];
  let group = "";
  let size = 0;
  const flush = () => {
    if (texts.length > 0) blocks.push({ kind: "paragraph", text: texts.join("\n") });
    texts = [];
    size = 0;
  };
  for (const line of lines) {
    const changed = line.group !== group && size > BLOCK_CHARACTERS / 4;
    if (changed || size + line.text.length > BLOCK_CHARACTERS) flush();
    group = line.group;
    texts.push(line.text);
    size += line.text.length + 1;
  }
  flush();
  return blocks;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined; // the parser tells "not JSON" by throwing
  }
}
