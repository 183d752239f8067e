import type { LogLevel, NewLogEntry } from "@smartypants/core";

const MAX_MESSAGE = 2_000;
/** Of the fields of a line as JSON, in UTF-16 units. */
const MAX_FIELDS = 16_000;
const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/gu;
const ID = /^[\w.:-]{1,100}$/;

interface RawLine {
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  /** Without secrets already. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A line as it is stored: nothing in it can begin another line or move a cursor, and it is no longer than so much. */
export function keptLine({ at, level, message, fields }: RawLine): NewLogEntry {
  const { part, requestId, jobId, runId, syncRunId, sourceId, ...rest } = fields;
  const ids = { requestId: idOf(requestId), jobId: idOf(jobId), runId: idOf(runId) ?? idOf(syncRunId), sourceId: idOf(sourceId) };
  return {
    at,
    level,
    part: idOf(part) ?? "server",
    message: oneLine(message).slice(0, MAX_MESSAGE),
    ...ids,
    fields: bounded(rest),
    lost: 0,
  };
}

function idOf(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && ID.test(text) ? text : null;
}

function bounded(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const clean = Object.fromEntries(Object.entries(fields).map(([name, value]) => [oneLine(name), cleaned(name, value)]));
  const text = JSON.stringify(clean);
  return text.length <= MAX_FIELDS ? clean : { cut: `${text.slice(0, MAX_FIELDS)}… (${text.length} characters)` };
}

function cleaned(name: string, value: unknown): unknown {
  // A stack is read line by line.
  if (typeof value === "string") return name === "stack" ? value.split("\n").map((line) => oneLine(line.trim())) : oneLine(value);
  if (Array.isArray(value)) return value.map((item) => cleaned("", item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [oneLine(key), cleaned(key, inner)]));
}

/** Control characters in the way that JSON writes them, where they are seen and do nothing. */
export function oneLine(text: string): string {
  return text.replaceAll(CONTROL_CHARACTERS, (character) => {
    const known = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return known ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
