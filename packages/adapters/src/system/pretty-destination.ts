import type { DestinationStream } from "pino";
import { oneLine } from "./kept-line.ts";

/** Lines of JSON as `12:34:56 INFO  message name=value`, stacks below them. Nothing logged can begin a line or move the cursor. */
export function prettyDestination(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(prettyLine(line)) };
}

function prettyLine(line: string): string {
  const { level, time, msg, err, ...fields }: Record<string, unknown> = JSON.parse(line);
  const at = typeof time === "string" ? time.slice(11, 19) : "";
  const values = Object.entries(fields).map(([name, value]) => ` ${oneLine(name)}=${textOf(value)}`);
  const error = err === undefined ? "" : errorLines(err);
  return `${at} ${textOf(level).toUpperCase().padEnd(5)} ${textOf(msg)}${values.join("")}\n${error}`;
}

function errorLines(error: unknown): string {
  if (typeof error !== "object" || error === null || !("stack" in error) || typeof error.stack !== "string")
    return `    ${textOf(error)}\n`;
  const cause = "cause" in error ? `    caused by\n${errorLines(error.cause)}` : "";
  return `${error.stack
    .split("\n")
    .map((line) => `    ${oneLine(line.trim())}\n`)
    .join("")}${cause}`;
}

function textOf(value: unknown): string {
  return oneLine(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}
