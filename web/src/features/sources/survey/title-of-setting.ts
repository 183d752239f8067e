import type { Field } from "../settings/read-schema.ts";

/** The name that a setting has in the form: `settings.channels.include.0` is "Channels to include". The path itself for one without. */
export function titleOfSetting(fields: readonly Field[], path: string): string {
  const names = path.replace(/^settings\./, "").split(".");
  let inside = fields;
  let title: string | null = null;
  for (const name of names) {
    const field = inside.find((each) => each.name === name);
    if (field === undefined) break;
    ({ title } = field);
    inside = field.kind.type === "group" ? field.kind.fields : [];
  }
  return title ?? path;
}
