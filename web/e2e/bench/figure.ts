/** A line of a bench's table, as the server's benches print it. */
export interface Figure {
  readonly what: string;
  /** Null: it only stands beside others. */
  readonly limit: number | null;
  readonly measured: number;
  readonly unit: string;
}
