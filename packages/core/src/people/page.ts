export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<Item> {
  /** The caller's own. */
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** Asks for one more than the page holds, to know whether there is a next one. The cursor is the id of the last item. */
export async function readPage<Item extends { readonly id: string }>(
  { cursor, limit }: PageRequest,
  read: (filter: { readonly after?: string; readonly limit: number }) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  const rows = await read({ limit: limit + 1, ...(cursor !== undefined && { after: cursor }) });
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
