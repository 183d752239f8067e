import { isSmartyError, SmartyError } from "../errors.ts";
import { definePreprocessor } from "../preprocessor.ts";
import { describePreprocessor } from "./describe-preprocessor.ts";

const MAGIC = "LINES:";

/** A strict little format: a magic word, then lines of valid UTF-8. */
const lines = definePreprocessor({
  id: "lines",
  version: 1,
  mimeTypes: ["text/x-lines"],
  isolated: false,
  async extract({ bytes, signal }) {
    signal.throwIfAborted();
    if (bytes.length === 0) throw new SmartyError("empty", "The file is empty.");
    const text = decode(bytes);
    if (!text.startsWith(MAGIC)) throw new SmartyError("corrupt", "This is not a file of lines.");
    const blocks = text
      .slice(MAGIC.length)
      .split("\n")
      .map((line) => line.replaceAll("\0", "").trim())
      .flatMap((line, at) => (line === "" ? [] : [{ kind: "paragraph", text: line, anchor: `line=${at + 1}` } as const]));
    return { blocks };
  },
});

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw isSmartyError(cause) ? cause : new SmartyError("corrupt", "This is not text.", { cause });
  }
}

describePreprocessor("a sound preprocessor", {
  preprocessor: lines,
  samples: [
    { name: "two.lines", bytes: new TextEncoder().encode(`${MAGIC}one\n\nzwölf`), mimeType: "text/x-lines", contains: ["one", "zwölf"] },
    {
      name: "late.lines",
      bytes: () => Promise.resolve(new TextEncoder().encode(`${MAGIC}${"long line\n".repeat(500)}`)),
      mimeType: "text/x-lines",
    },
  ],
});
