/** The `size` highest of many numbers. */
export interface TopScores {
  offer(score: number): void;
  /** The lowest of those kept; -Infinity while fewer than `size` were offered. */
  lowest(): number;
}

/** A binary heap with the lowest on top: an offer that is too low costs one comparison. */
export function createTopScores(size: number): TopScores {
  const heap = new Float64Array(size).fill(-Infinity);
  return {
    lowest: () => heap[0] ?? -Infinity,
    offer: (score) => {
      if (size === 0 || score <= (heap[0] ?? 0)) return;
      let place = 0;
      for (;;) {
        const left = 2 * place + 1;
        if (left >= size) break;
        const right = left + 1;
        const child = right < size && (heap[right] ?? 0) < (heap[left] ?? 0) ? right : left;
        const lower = heap[child] ?? 0;
        if (lower >= score) break;
        heap[place] = lower;
        place = child;
      }
      heap[place] = score;
    },
  };
}
