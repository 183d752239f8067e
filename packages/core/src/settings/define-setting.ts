import { z } from "zod";

/** In both languages that the product speaks everywhere; shown by pages, written into the reference. */
export interface Words {
  readonly en: string;
  readonly de: string;
}

export const SETTING_GROUPS = ["general", "people", "documents", "sources", "answers", "logs", "features"] as const;

type SettingGroup = (typeof SETTING_GROUPS)[number];

type SettingUnit = "days" | "hours" | "megabytes" | "files" | "answers" | "lines";

/** What can be changed while the server runs: how it is called, what it may be, and which variable of the environment pins it. */
export interface RuntimeSetting<Value> {
  readonly kind: "boolean" | "integer" | "text" | "choice";
  readonly group: SettingGroup;
  readonly title: Words;
  readonly help: Words;
  readonly fallback: Value;
  readonly schema: z.ZodType<Value>;
  /** Set there, the setting cannot be changed from the web. */
  readonly variable: string;
  /** On the command line; pins like the variable. */
  readonly flag?: string;
  readonly unit?: SettingUnit;
  readonly min?: number;
  readonly max?: number;
  /** Of a text, in UTF-16 units. */
  readonly maxLength?: number;
  readonly options?: readonly string[];
  /** True for what acts only after a restart. */
  readonly needsRestart: boolean;
}

type About = Pick<RuntimeSetting<unknown>, "group" | "title" | "help" | "variable"> & { readonly flag?: string };

export function onOff(about: About & { readonly fallback: boolean }): RuntimeSetting<boolean> {
  return { ...about, kind: "boolean", schema: z.boolean("Say true or false."), needsRestart: false };
}

interface Range {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly unit: SettingUnit;
}

export function wholeNumber(about: About & Range): RuntimeSetting<number> {
  const { min, max, unit } = about;
  const message = `Write a whole number from ${min} to ${max} (${unit}).`;
  return { ...about, kind: "integer", schema: z.int(message).min(min, message).max(max, message), needsRestart: false };
}

export function shortText(about: About & { readonly fallback: string; readonly maxLength: number }): RuntimeSetting<string> {
  const { maxLength } = about;
  const schema = z
    .string("Write a text.")
    .trim()
    .max(maxLength, `Write at most ${maxLength} characters.`)
    .refine((text) => !/\p{Cc}/u.test(text), "Leave line breaks and control characters out.");
  return { ...about, kind: "text", schema, needsRestart: false };
}

export function oneOf<const Option extends string>(
  about: About & { readonly fallback: NoInfer<Option>; readonly options: readonly Option[] },
): RuntimeSetting<Option> {
  const { options } = about;
  const schema = z.enum(options as readonly [Option, ...Option[]], `Choose one of ${options.join(", ")}.`);
  return { ...about, kind: "choice", schema, needsRestart: false };
}

const ON = new Set(["on", "true", "yes", "1"]);
const OFF = new Set(["off", "false", "no", "0"]);

/** What is written in the environment, as the setting's schema wants it; what cannot be read stays a text, which the schema then refuses. */
export function valueOfText({ kind }: Pick<RuntimeSetting<unknown>, "kind">, text: string): unknown {
  const word = text.trim().toLowerCase();
  if (kind === "boolean") return ON.has(word) ? true : OFF.has(word) ? false : text;
  if (kind === "integer") return /^-?\d+$/.test(word) ? Number(word) : text;
  return kind === "choice" ? word : text;
}
