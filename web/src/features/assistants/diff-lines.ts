/** A line of two texts: in both, or in one of them alone. */
export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** The shortest way from one text to the other, line by line. Texts of some hundred lines: its time grows with their product. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const old = before === "" ? [] : before.split("\n");
  const now = after === "" ? [] : after.split("\n");
  const common = lengths(old, now);
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    const [one, other] = [old[row], now[column]];
    if (one !== undefined && one === other) {
      lines.push({ kind: "same", text: one });
      row += 1;
      column += 1;
    } else if (one !== undefined && (other === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ kind: "removed", text: one });
      row += 1;
    } else {
      lines.push({ kind: "added", text: other ?? "" });
      column += 1;
    }
  }
  return lines;
}

/** Lengths of the longest common subsequences of the rests from each place on. */
function lengths(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: old.length + 1 }, () => Array.from({ length: now.length + 1 }, () => 0));
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      const below = table[row + 1] ?? [];
      const here = table[row] ?? [];
      here[column] = old[row] === now[column] ? (below[column + 1] ?? 0) + 1 : Math.max(below[column] ?? 0, here[column + 1] ?? 0);
    }
  }
  return table;
}
