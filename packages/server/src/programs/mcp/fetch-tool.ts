import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import { absoluteUrl } from "../answer-text.ts";
import type { Tool } from "./tool.ts";

/** About 12,000 tokens: what a model can take in one answer. */
const MOST_CHARACTERS = 50_000;

const Input = z.strictObject({
  id: z.string().min(1).max(64).describe("Id of a document, as search gives it."),
  offset: z.int().min(0).default(0).describe("Where to go on: nextOffset of the answer before."),
});

const Output = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  url: z.string(),
  metadata: z.record(z.string(), z.string()),
  nextOffset: z.int().nullable().describe("Null at the end of the document."),
});

/** A document's text, in parts when it is long. */
export const fetchTool: Tool<z.output<typeof Input>> = {
  name: "fetch",
  title: "Read a document",
  description: `Gives the text of one document, at most ${MOST_CHARACTERS} characters at a time.`,
  input: Input,
  output: Output,
  run: async ({ ports, actor }, { id, offset }) => {
    const { content } = ports.database.forActor(actor);
    const document = await content.document(id);
    // One more than is given tells whether there is more.
    const range = { start: offset, end: offset + MOST_CHARACTERS + 1 };
    const read = document === null ? null : await content.text(id, null, range);
    if (document === null || read === null) throw new SmartyError("not_found", "There is no such document. Use an id from search.");
    const end = read.text.length > MOST_CHARACTERS ? wholeCharacters(read.text, MOST_CHARACTERS) : read.text.length;
    const metadata = {
      source: document.sourceName,
      connector: document.connector,
      type: document.kind,
      language: document.language,
      authors: document.authors.join(", "),
      path: document.path ?? "",
      updatedAt: new Date(document.updatedAt).toISOString(),
      version: String(read.version),
    };
    return {
      structured: {
        id,
        title: document.title,
        text: read.text.slice(0, end),
        url: absoluteUrl(document.url, ports.identity.publicOrigin) ?? "",
        metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== "")),
        nextOffset: end < read.text.length ? offset + end : null,
      },
    };
  },
};

/** Never between the halves of a surrogate pair. */
function wholeCharacters(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
