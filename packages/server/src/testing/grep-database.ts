import { DatabaseSync } from "node:sqlite";

/** Where a text stands in a database file: `table.column`, in any case, in texts and in bytes. Reads every table there is, also those of indexes. */
export function grepDatabase(file: string, texts: readonly string[]): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'").all();
    return tables.flatMap(({ name }) => grepTable(database, String(name), texts));
  } finally {
    database.close();
  }
}

function grepTable(database: DatabaseSync, table: string, texts: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const row of database.prepare(`select * from "${table}"`).iterate()) {
    for (const [column, value] of Object.entries(row)) {
      const held = toText(value);
      texts.filter((text) => held.includes(text.toLowerCase())).forEach((text) => found.add(`${table}.${column}: ${text}`));
    }
  }
  return [...found];
}

function toText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1").toLowerCase();
  return String(value).toLowerCase();
}
