export const LEVELS = ["debug", "info", "warn", "error"] as const;
export const BELONGS = ["request", "job", "run", "source"] as const;

export type Level = (typeof LEVELS)[number];
type Belonging = (typeof BELONGS)[number];

/** The address of the page: which lines. */
export interface LogsState {
  /** The least; all when absent. */
  readonly level?: Level;
  /** What the lines belong to, with its id. */
  readonly by?: Belonging;
  readonly id?: string;
  readonly text?: string;
  /** ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

export function readLogsState(search: { readonly [Name in keyof LogsState]?: string | undefined }): LogsState {
  const level = LEVELS.find((each) => each === search.level);
  const by = BELONGS.find((each) => each === search.by);
  const [id, text] = [textOf(search.id), textOf(search.text)];
  const [from, to] = [momentOf(search.from), momentOf(search.to)];
  return {
    ...(level !== undefined && { level }),
    ...(by !== undefined && { by }),
    ...(by !== undefined && id !== undefined && { id }),
    ...(text !== undefined && { text }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function textOf(value: string | undefined): string | undefined {
  const text = (value ?? "").trim().slice(0, 200);
  return text === "" ? undefined : text;
}

function momentOf(value: string | undefined): string | undefined {
  return value !== undefined && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** As a date field has it: the local time without its zone. */
export function toLocalField(iso: string | undefined): string {
  if (iso === undefined) return "";
  const date = new Date(iso);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function fromLocalField(text: string): string | undefined {
  const date = new Date(text);
  return text === "" || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
