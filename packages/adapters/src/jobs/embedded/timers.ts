/** The passing of time, apart from the wall clock that people and NTP set. Tests pass their own. */
export interface Timers {
  /** Milliseconds that never jump nor run backwards. */
  monotonic(): number;
  /** Runs `task` every `ms` until the returned function is called; the next wait begins when the task has ended. It must not reject. */
  every(ms: number, task: () => Promise<void>): () => void;
  /** Runs `task` once unless the returned function is called before. */
  after(ms: number, task: () => void): () => void;
}

export const systemTimers: Timers = {
  monotonic: () => performance.now(),
  every: (ms, task) => {
    let timer: NodeJS.Timeout | undefined;
    let ended = false;
    const wait = (): void => {
      timer = setTimeout(() => void task().then(() => ended || wait()), ms);
    };
    wait();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  },
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
