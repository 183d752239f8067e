/** One load or refresh at a time, in the order asked for. A load that failed is tried again by the next who needs it. */
export interface LoadQueue {
  reload(): Promise<void>;
  /** Resolves when the newest load is done. */
  loaded(): Promise<void>;
  run(work: () => Promise<void>): Promise<void>;
}

export function createLoadQueue(load: () => Promise<void>): LoadQueue {
  let last: Promise<unknown> = Promise.resolve();
  let loading: Promise<void> | undefined;
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  const reload = (): Promise<void> => {
    const mine = enqueue(load);
    loading = mine;
    mine.catch(() => {
      if (loading === mine) loading = undefined;
    });
    return mine;
  };
  const loaded = (): Promise<void> => loading ?? reload();
  return {
    reload,
    loaded,
    run: async (work) => {
      await loaded();
      await enqueue(work);
    },
  };
}
