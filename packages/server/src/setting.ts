import { z } from "zod";

/** One setting: where it comes from on the command line and in the environment, and what it means. */
export interface Setting<Schema extends z.ZodType> {
  readonly variable: string;
  readonly flag?: string;
  readonly schema: Schema;
  readonly description: string;
  /** Shown as "set" and never in clear. */
  readonly isSecret?: boolean;
}

export function setting<Schema extends z.ZodType>(
  variable: string,
  schema: Schema,
  description: string,
  rest: Partial<Setting<Schema>> = {},
): Setting<Schema> {
  return { variable, schema, description, ...rest };
}

/** Separated by commas. */
export const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
