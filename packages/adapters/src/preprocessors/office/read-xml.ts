import { SmartyError } from "@smartypants/sdk";

/** What a reader wants to hear. Names come without their prefix: documents choose prefixes freely. */
export interface XmlHandler {
  open?(name: string, attribute: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Characters of one run of text; real ones have thousands. */
const MAX_PIECE = 16_000_000;
/** Characters of one tag. */
const MAX_TAG = 1_000_000;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const LESS_THAN = 60;
const GREATER_THAN = 62;

/**
 * Reads XML as it comes, holding no more than a piece of it. Refuses documents that declare entities of their own, and those that end before
 * their first element does.
 */
export async function readXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  const reader = createReader(handler);
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    reader.take(decoder.decode(chunk, { stream: true }));
  }
  reader.take(decoder?.decode() ?? "");
  reader.end();
}

/** The decoder takes the mark away by itself. */
function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  const declared = /^\s*<\?xml[^>]{0,100}encoding=["']([\w-]{2,40})/.exec(Buffer.from(start.subarray(0, 200)).toString("latin1"))?.[1];
  return declared !== undefined && /^(?:iso-8859-1|windows-125[0-8])$/i.test(declared) ? declared : "utf-8";
}

interface Reader {
  take(text: string): void;
  end(): void;
}

function createReader(handler: XmlHandler): Reader {
  let rest = "";
  let depth = 0;
  let isBegun = false;
  const onTag = (tag: string): void => {
    if (tag.startsWith("/")) {
      depth--;
      return handler.close?.(localName(tag, 1));
    }
    isBegun = true;
    const name = localName(tag, 0);
    handler.open?.(name, (wanted) => attributeOf(tag, wanted));
    if (tag.endsWith("/")) handler.close?.(name);
    else depth++;
  };
  return {
    take: (text) => {
      const all = rest + text;
      let at = 0;
      for (;;) {
        const piece = nextPiece(all, at);
        if (piece === undefined) break;
        if (piece.tag !== undefined) onTag(piece.tag);
        else if (piece.text !== undefined && depth > 0) handler.text?.(piece.text);
        at = piece.end;
      }
      rest = all.slice(at);
      if (rest.length > MAX_PIECE) throw broken();
    },
    end: () => {
      if (depth !== 0 || !isBegun) throw broken();
    },
  };
}

interface Piece {
  readonly end: number;
  readonly tag?: string;
  readonly text?: string;
}

const SPECIALS: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
];

/** Undefined when the rest of it has not come yet. */
function nextPiece(all: string, at: number): Piece | undefined {
  if (at >= all.length) return undefined;
  if (all.charCodeAt(at) !== LESS_THAN) {
    const end = all.indexOf("<", at);
    return end < 0 ? undefined : { end, text: decodeEntities(all.slice(at, end)) };
  }
  const second = all[at + 1];
  if (second === "!" || second === "?") return specialPiece(all, at);
  const end = tagEnd(all, at + 1);
  return end < 0 ? undefined : { end: end + 1, tag: all.slice(at + 1, end) };
}

function specialPiece(all: string, at: number): Piece | undefined {
  // Nine characters tell them apart.
  if (all.length - at < 9) return undefined;
  const special = SPECIALS.find(([start]) => all.startsWith(start, at));
  if (special === undefined)
    throw new SmartyError("corrupt", "This file declares a document type of its own, which no office program writes.");
  const [start, stop] = special;
  const end = all.indexOf(stop, at + start.length);
  if (end < 0) return undefined;
  return { end: end + stop.length, ...(start === "<![CDATA[" && { text: all.slice(at + start.length, end) }) };
}

/** A ">" may stand in the value of an attribute. */
function tagEnd(all: string, from: number): number {
  let quote = 0;
  const last = Math.min(all.length, from + MAX_TAG);
  for (let at = from; at < last; at++) {
    const code = all.charCodeAt(at);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code;
    else if (code === GREATER_THAN) return at;
  }
  if (last < all.length) throw broken();
  return -1;
}

function localName(tag: string, from: number): string {
  let end = from;
  let start = from;
  for (; end < tag.length; end++) {
    const code = tag.charCodeAt(end);
    // White space or "/".
    if (code <= 32 || code === 47) break;
    if (code === 58) start = end + 1;
  }
  return tag.slice(start, end);
}

/** The first attribute of that local name. */
function attributeOf(tag: string, wanted: string): string | undefined {
  for (let at = tag.indexOf(wanted); at >= 0; at = tag.indexOf(wanted, at + 1)) {
    const before = tag.charCodeAt(at - 1);
    // After white space or a prefix.
    if (before > 32 && before !== 58) continue;
    const value = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag.slice(at + wanted.length, at + wanted.length + 40_000));
    if (value !== null) return decodeEntities(value[1] ?? value[2] ?? "");
  }
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
  });
}

function broken(): SmartyError {
  return new SmartyError(
    "corrupt",
    "This file is damaged or cut off: a part of it ends too early. Save it again, and upload that version.",
  );
}
