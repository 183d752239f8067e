import { type Block, definePreprocessor, SmartyError } from "@smartypants/sdk";
import { childPage, MAX_CHILD_BYTES, refuseTooMany } from "../archive/child-page.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { oneLine } from "../clean-text.ts";

const EMPTY = "This mailbox holds no mails. If it should, export it again and upload it once more.";
/** More than other documents may have: a mailbox is nothing but its mails. */
const MAX_MAILS = 10_000;
const HEAD_BYTES = 64 * 1024;

/** A mailbox is a list of its mails, `message=12` being the twelfth; each mail is a document of its own. */
export const mbox = definePreprocessor({
  id: "mbox",
  version: 1,
  mimeTypes: ["application/mbox"],
  isolated: true,
  async extract({ bytes, childrenFrom = 0 }) {
    if (bytes.length === 0) throw new SmartyError("empty", EMPTY);
    const mails = splitMailbox(bytes);
    if (mails.length === 0)
      throw new SmartyError("corrupt", "This mailbox has lost its dividing lines. Export it again from the mail program.");
    refuseTooMany(mails.length, "mails", MAX_MAILS);
    const { decodeWords } = await import("postal-mime");
    const blocks = mails.map((mail, index): Block => {
      return { kind: "list", text: summaryOf(mail, decodeWords) || `Mail ${index + 1}`, anchor: `message=${index + 1}` };
    });
    const path = (index: number): string => `message-${String(index + 1).padStart(5, "0")}.eml`;
    const children = await childPage(
      mails,
      childrenFrom,
      (mail, index) => {
        if (mail.length <= MAX_CHILD_BYTES) return { path: path(index), content: unquote(mail) };
        throw new SmartyError("too_large", `This mail is larger than ${MAX_CHILD_BYTES / 1024 / 1024} MB.`);
      },
      (_, index) => path(index),
    );
    return finishExtracted({ blocks, children }, EMPTY);
  },
});

const FROM = Buffer.from("From ", "latin1");

/** The mails without their dividing lines, as views of the file. */
function splitMailbox(bytes: Uint8Array): readonly Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = buffer.subarray(0, 5).equals(FROM) ? [0] : [];
  for (let at = buffer.indexOf("\nFrom "); at >= 0; at = buffer.indexOf("\nFrom ", at + 1)) {
    if (starts.length > MAX_MAILS) break;
    if (isDivider(buffer, at + 1)) starts.push(at + 1);
  }
  return starts
    .map((start, index) => {
      const head = buffer.indexOf("\n", start) + 1;
      return head === 0 ? buffer.subarray(0, 0) : buffer.subarray(head, starts[index + 1] ?? buffer.length);
    })
    .filter((mail) => mail.length > 0);
}

/** A sentence may begin with the same word: a divider has a year at its end, a blank line before it and a head line after it. */
function isDivider(buffer: Buffer, start: number): boolean {
  const isAfterBlank = buffer[start - 2] === 10 || (buffer[start - 2] === 13 && buffer[start - 3] === 10);
  const after = buffer.toString("latin1", start, start + 1_000);
  return isAfterBlank && /^From [^\n]{0,300}\d{4}[^\n]{0,40}\r?\n[\w-]{1,80}:/.test(after);
}

/** Lines of the text that looked like a divider got a mark, which is taken away again. */
function unquote(mail: Uint8Array): Uint8Array {
  const buffer = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength);
  if (buffer.indexOf("\n>From ") < 0 && buffer.indexOf("\n>>From ") < 0) return new Uint8Array(buffer);
  return new Uint8Array(Buffer.from(buffer.toString("latin1").replaceAll(/^>(>*From )/gm, "$1"), "latin1"));
}

function summaryOf(mail: Uint8Array, decodeWords: (text: string) => string): string {
  const head = new TextDecoder().decode(mail.subarray(0, HEAD_BYTES)).split(/\r?\n\r?\n/, 1)[0] ?? "";
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, " ");
  const field = (name: string): string => oneLine(decodeWords(new RegExp(`^${name}:(.{0,2000})`, "im").exec(unfolded)?.[1] ?? ""));
  return [field("Subject"), field("From"), field("Date")].filter((part) => part !== "").join(" | ");
}
