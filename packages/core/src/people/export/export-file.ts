/** A file of an export. Its content is read once, when its turn has come. */
export interface ExportFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array | string>;
}

/** Times are ISO 8601, as in the API: `at`, or a name that ends in `At`, holds one. */
export function toJson(value: unknown, indent = 2): string {
  const readable = (key: string, field: unknown): unknown =>
    typeof field === "number" && (key === "at" || key.endsWith("At")) ? new Date(field).toISOString() : field;
  return JSON.stringify(value, readable, indent);
}

export function jsonFile(path: string, read: () => Promise<unknown>): ExportFile {
  async function* content(): AsyncGenerator<string> {
    yield `${toJson(await read())}\n`;
  }
  return { path, content: content() };
}

/** An array that is never in memory as a whole. */
export async function* jsonArray(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let isFirst = true;
  yield "[";
  for await (const item of items) {
    yield `${isFirst ? "\n" : ",\n"}${toJson(item)}`;
    isFirst = false;
  }
  yield "\n]";
}

/** All pages of a list, by the id of each item. */
export async function* allPages<Item>(
  read: (page: { readonly after: string | null; readonly limit: number }) => Promise<readonly Item[]>,
  idOf: (item: Item) => string,
): AsyncGenerator<Item> {
  const limit = 100;
  for (let after: string | null = null; ;) {
    const items: readonly Item[] = await read({ after, limit });
    yield* items;
    const last = items.at(-1);
    if (last === undefined || items.length < limit) return;
    after = idOf(last);
  }
}
