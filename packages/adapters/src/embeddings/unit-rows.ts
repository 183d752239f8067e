import { SmartyError } from "@smartypants/sdk";

/** Writes `row` into `vectors` at unit length; a row of zeros stays one. Throws `unavailable` for a row of another size, or with something that is no number. */
export function writeUnitRow(vectors: Float32Array, at: number, dimensions: number, row: unknown): void {
  if (!Array.isArray(row) || row.length !== dimensions) {
    const size = Array.isArray(row) ? row.length : 0;
    throw new SmartyError(
      "unavailable",
      `The embedding model gave a vector of ${size} numbers instead of ${dimensions}. Check which model is set up.`,
    );
  }
  let squares = 0;
  for (const value of row as readonly unknown[]) {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new SmartyError("unavailable", "The embedding model gave a vector with something that is no number. Try again.");
    squares += value * value;
  }
  const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (const [index, value] of (row as readonly number[]).entries()) vectors[at * dimensions + index] = value * factor;
}
