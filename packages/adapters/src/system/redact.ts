const SECRET_NAME = /(?:password|passphrase|secret|credentials?|authorization|cookies?|token|apikey|privatekey|accesskey|masterkey)$|^key$/;
/** Secrets inside other text: headers quoted by a vendor's error, keys of ours and of providers, passwords in URLs. */
const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, "$1 [redacted]"],
  [/\b(sp_|spc_|sk-|xox[a-z]-|xoxe\.xox[a-z]-|xapp-|ya29\.|GOCSPX-|gh[opsu]_|AIza)[\w-]{6,}/g, "$1[redacted]"],
  // Whoever has the whole address could send a source's events.
  [/(\/hooks\/sources\/[\w-]{1,64}\/)[\w-]{6,}/g, "$1[redacted]"],
  [/(\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s:/@]{0,200}:)[^\s/@]{1,500}@/gi, "$1[redacted]@"],
];

const REDACTED = "[redacted]";
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT_LENGTH = 8_000;

/** A copy fit for a log: nothing under a name that means a secret, at any depth; long or deep values cut short; errors with their causes. */
export function redact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, 0);
}

/** Takes out what looks like a secret wherever it stands. */
export function redactText(text: string): string {
  const short = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}… (${text.length} characters)` : text;
  return SECRET_TEXT.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), short);
}

function redactObject(object: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(object).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([name, value]) => [name, isSecret(name, value) ? REDACTED : redactValue(value, depth + 1)]));
}

/** Counts and flags stay: `usesPassword: true` says nothing. */
function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === "boolean") return false;
  return SECRET_NAME.test(name.replaceAll(/[^a-z]/gi, "").toLowerCase());
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > MAX_DEPTH) return "[deep]";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Map) return redactObject(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) return [...value].slice(0, MAX_ITEMS).map((item) => redactValue(item, depth + 1));
  return redactObject(value, depth);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  // Other properties of a vendor's error often hold the whole request, headers included.
  const code = "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) };
  return { type: error.name, ...code, message: redactText(error.message), stack: redactText(error.stack ?? ""), ...cause };
}
