import type { Params } from "./gate.ts";

export type Body = Readonly<Record<string, unknown>> & { readonly ok: boolean };

export function refuse(error: string): Body {
  return { ok: false, error };
}

/** One page of a list that stays as it is meanwhile. */
export function cutPage(name: string, items: readonly unknown[], params: Params, usual: number): Readonly<Record<string, unknown>> {
  const limit = Number(params["limit"] ?? usual);
  const start = readCursor(params["cursor"], "offset") ?? 0;
  const end = Number(start) + limit;
  const next = end < items.length ? writeCursor("offset", String(end)) : "";
  return { [name]: items.slice(Number(start), end), response_metadata: { next_cursor: next } };
}

/** Opaque to the reader, as at Slack. */
export function writeCursor(kind: string, value: string): string {
  return Buffer.from(`${kind}:${value}`).toString("base64");
}

export function readCursor(cursor: string | undefined, kind: string): string | undefined {
  if (cursor === undefined) return undefined;
  const text = Buffer.from(cursor, "base64").toString();
  return text.startsWith(`${kind}:`) ? text.slice(kind.length + 1) : undefined;
}
