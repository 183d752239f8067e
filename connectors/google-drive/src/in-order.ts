/**
 * Works on what `source` gives, at most `concurrency` at a time, and yields the results in the order of the source. When the consumer leaves,
 * or a piece of work fails, nothing new is begun, and what is under way is not waited for.
 */
export async function* inOrder<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void> {
  const waiting: Promise<R>[] = [];
  for await (const item of source) {
    const result = work(item);
    // Looked at in its turn; until then a failure is nobody's.
    result.catch(() => undefined);
    waiting.push(result);
    const first = waiting.length >= concurrency ? waiting.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const result of waiting) yield await result;
}

/** All results in the order of the items. */
export async function mapInOrder<T, R>(items: Iterable<T>, concurrency: number, work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for await (const result of inOrder(items, concurrency, work)) results.push(result);
  return results;
}
