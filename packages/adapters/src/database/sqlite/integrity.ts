import type Sqlite from "better-sqlite3";

const COMPLAINTS = 20;

/** What SQLite's own checks complain of, in words: damaged pages, rows out of order, references to rows that are gone. Empty when all is well. */
export function integrityOf(connection: Sqlite.Database): readonly string[] {
  try {
    const pages = connection.pragma(`quick_check(${COMPLAINTS})`) as readonly { readonly quick_check: string }[];
    const damaged = pages.map((row) => row.quick_check).filter((text) => text !== "ok");
    if (damaged.length > 0) return damaged;
    const dangling = connection.pragma("foreign_key_check") as readonly {
      readonly table: string;
      readonly rowid: number;
      readonly parent: string;
    }[];
    return dangling
      .slice(0, COMPLAINTS)
      .map(({ table, rowid, parent }) => `Row ${rowid} of ${table} refers to a row of ${parent} that is gone.`);
  } catch (error) {
    // A file that is damaged badly enough cannot even be checked.
    return [error instanceof Error ? error.message : String(error)];
  }
}
