import { type ChildDocument, type ChildPage, isSmartyError, SmartyError } from "@smartypants/sdk";

/** Files of one archive, attachments of one mail. */
const MAX_CHILDREN = 1_000;
/** Bytes of one child: it travels from the reader's process in one piece. */
export const MAX_CHILD_BYTES = 64 * 1024 * 1024;
const PAGE_BYTES = 32 * 1024 * 1024;
const PAGE_ITEMS = 100;

/** Throws `too_large` with the numbers when a document has more children than are read. */
export function refuseTooMany(count: number, what: string, max = MAX_CHILDREN): void {
  if (count <= max) return;
  const [found, limit] = [count, max].map((each) => each.toLocaleString("en"));
  throw new SmartyError("too_large", `It holds ${found} ${what}; the limit is ${limit}. Split it into smaller ones.`);
}

/** The children from `from` on, as many as fit into memory; at least one. What cannot be read of one is said in its place. */
export async function childPage<Source>(
  sources: readonly Source[],
  from: number,
  read: (source: Source, index: number) => Promise<ChildDocument> | ChildDocument,
  fallbackPath: (source: Source, index: number) => string,
): Promise<ChildPage> {
  const items: ChildDocument[] = [];
  let bytes = 0;
  let at = from;
  for (; at < sources.length && items.length < PAGE_ITEMS && bytes < PAGE_BYTES; at++) {
    const source = sources[at];
    if (source === undefined) continue;
    const child = await readOrReason(source, at, read, fallbackPath);
    items.push(child);
    bytes += child.content instanceof Uint8Array ? child.content.length : 0;
  }
  return { items, ...(at < sources.length && { next: at }) };
}

async function readOrReason<Source>(
  source: Source,
  index: number,
  read: (source: Source, index: number) => Promise<ChildDocument> | ChildDocument,
  path: (source: Source, index: number) => string,
): Promise<ChildDocument> {
  try {
    return await read(source, index);
  } catch (error) {
    // One child that cannot be read is a matter of its own.
    if (!isSmartyError(error)) throw error;
    return { path: path(source, index), content: { code: error.code, message: error.message } };
  }
}
