import { type RawBuilder, sql } from "kysely";

/**
 * Whether a word of the column begins with the text, in any case. SQLite lowers ASCII alone, so that a name is looked for with a capital letter as well:
 * "öz" finds Özlem.
 */
export function hasWordBeginning(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  const lower = text.toLowerCase();
  const [first = "", ...rest] = lower;
  const capital = [first.toUpperCase(), ...rest].join("");
  const lowered = sql`lower(${column})`;
  const tests = ["", " ", "-"].flatMap((before) => {
    const open = before === "" ? "" : "%";
    return [
      sql`${lowered} like ${`${open}${before}${escaped(lower)}%`} escape '\\'`,
      sql`${column} like ${`${open}${before}${escaped(capital)}%`} escape '\\'`,
    ];
  });
  return sql<boolean>`(${sql.join(tests, sql` or `)})`;
}

/** Of an address, in any case: addresses are stored in small letters. */
export function beginsWith(column: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  return sql<boolean>`${column} like ${`${escaped(text.toLowerCase())}%`} escape '\\'`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
