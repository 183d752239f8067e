import { type Kysely, sql } from "kysely";
import type { Schema } from "../schema.ts";
import { type RepositoryBase, rowsOf } from "../sql.ts";

/** UTF-16 units of one stored part: reading a passage of a long document reads one or two of these. */
const PART = 65_536;

export interface TextPart {
  readonly part: number;
  readonly startOffset: number;
  readonly text: string;
}

/** Cuts a text into parts, never inside a surrogate pair: a part may begin one unit before its multiple. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  for (let part = 0, start = 0; start < text.length || part === 0; part++) {
    let end = Math.min((part + 1) * PART, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    parts.push({ part, startOffset: start, text: text.slice(start, end) });
    start = end;
  }
  return parts;
}

/** The parts that hold a range. A part may begin one unit early, so the one after a multiple counts too. */
function partsOf(start: number, end: number): { readonly first: number; readonly last: number } {
  return { first: Math.floor(Math.max(0, start) / PART), last: Math.floor(Math.max(start, end, 0) / PART) };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** `text.slice(start, end)` of a stored version without reading more of it than needed; null when there is no such version. */
export async function readText(db: Kysely<Schema>, documentId: string, version: number, range?: Range): Promise<string | null> {
  let query = db
    .selectFrom("documentText")
    .select(["part", "startOffset", "text"])
    .where("documentId", "=", documentId)
    .where("version", "=", version);
  if (range !== undefined) {
    const { first, last } = partsOf(range.start, range.end);
    // The first part tells an empty range from a version that is not there.
    query = query.where((where) => where.or([where("part", "=", 0), where.between("part", first, last)]));
  }
  const rows = await query.orderBy("part").execute();
  if (rows.length === 0) return null;
  return range === undefined ? rows.map((row) => row.text).join("") : cut(rows, range);
}

/** The range, from parts that cover it; others are passed over. */
function cut(parts: readonly { readonly startOffset: number; readonly text: string }[], { start, end }: Range): string {
  return parts.map(({ startOffset, text }) => text.slice(Math.max(0, start - startOffset), Math.max(0, end - startOffset))).join("");
}

interface PassageRange extends Range {
  readonly chunkId: number;
  readonly version: number;
  readonly document: { readonly id: string };
}

/** The texts of passages by chunk id. Each part is read once, however many passages it holds. */
export async function readPassages({ db, engine }: RepositoryBase, passages: readonly PassageRange[]): Promise<Map<number, string>> {
  const wanted = new Map<string, { id: string; version: number; part: number }>();
  for (const { document, version, start, end } of passages) {
    const { first, last } = partsOf(start, end);
    for (let part = first; part <= last; part++) wanted.set(`${document.id} ${version} ${part}`, { id: document.id, version, part });
  }
  if (wanted.size === 0) return new Map();
  const keys = rowsOf(engine, "wanted", { id: "text", version: "int", part: "int" }, [...wanted.values()]);
  const { rows } = await sql<{ documentId: string; version: number; startOffset: number; text: string }>`
    select t.document_id, t.version, t.start_offset, t.text from ${keys}
      join document_text t on t.document_id = wanted.id and t.version = wanted.version and t.part = wanted.part
      order by t.part`.execute(db);
  const parts = Map.groupBy(rows, (row) => `${row.documentId} ${row.version}`);
  const texts = new Map<number, string>();
  for (const { chunkId, document, version, start, end } of passages) {
    const found = parts.get(`${document.id} ${version}`);
    if (found !== undefined) texts.set(chunkId, cut(found, { start, end }));
  }
  return texts;
}

/** The whole texts of versions, by document id. */
export async function readTexts(
  { db, engine }: RepositoryBase,
  documents: readonly { readonly id: string; readonly version: number }[],
): Promise<Map<string, string>> {
  const keys = rowsOf(engine, "wanted", { id: "text", version: "int" }, documents);
  const { rows } = await sql<{ documentId: string; text: string }>`
    select t.document_id, t.text from ${keys}
      join document_text t on t.document_id = wanted.id and t.version = wanted.version
      order by t.document_id, t.part`.execute(db);
  const texts = new Map<string, string>();
  for (const row of rows) texts.set(row.documentId, (texts.get(row.documentId) ?? "") + row.text);
  return texts;
}
