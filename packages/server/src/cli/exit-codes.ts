/** How a command ends; part of the interface that scripts rely on, and written down in the guide. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** It worked, and there is nothing that answers. */
  nothingFound: 3,
  /** Something works less than it should: a search without one of its indexes, or a check of the stored data that failed. */
  degraded: 4,
  /** Stopped by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
