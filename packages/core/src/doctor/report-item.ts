/** One thing that was looked at. */
export interface ReportItem {
  /** Stable, for scripts. */
  readonly id: string;
  /** What should be true. */
  readonly title: string;
  /** `failed`: something is wrong. `warning`: it works, and needs a look. */
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  /** What to do; null when nothing. */
  readonly remedy: string | null;
}

export function ok(id: string, title: string, detail: string): ReportItem {
  return { id, title, status: "ok", detail, remedy: null };
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
