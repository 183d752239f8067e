import type { ChangesCheckpoint } from "./checkpoint.ts";
import type { Forest } from "./forest.ts";
import type { Session } from "./plan.ts";

/** What one run remembers while it goes on. */
export interface Run {
  readonly session: Session;
  readonly forest: Forest;
  /** Ids that were told already: a list may give a file twice. */
  readonly shown: Set<string>;
  /** Shortcuts that were met: their targets are looked at last. */
  readonly shortcuts: Map<string, Shortcut>;
  /** What shortcuts brought into the source that would not be in it otherwise, by the shortcut's id. */
  readonly via: Map<string, Via>;
  /** Through which accounts files of people outside were seen: for those, that is all that is known of who may read them. */
  readonly outside: Map<string, Set<string>>;
  /** When permissions of shown files end by themselves, by file. */
  readonly endings: Map<string, Ending>;
  /** Chosen folders that nobody sees. */
  readonly missing: Set<string>;
  /** `all`: what is as it was needs a word too. `changes`: only what differs. `places`: every file as a touch, and nothing is read. */
  readonly tells: "all" | "changes" | "places";
  /** Lists of which Google did not give everything. */
  isIncomplete: boolean;
  done: number;
}

export interface Ending {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly account: string;
}

export interface Via {
  readonly targetId: string;
  readonly isFolder: boolean;
  /** In whose name the shortcut is asked for. */
  readonly account: string;
}

export interface Shortcut {
  readonly id: string;
  readonly targetId: string;
  readonly resourceKey: string | undefined;
  readonly folderId: string;
  readonly isFolder: boolean;
  readonly account: string;
}

/** `before` is what the run before left. */
export function createRun(session: Session, forest: Forest, tells: Run["tells"], before?: ChangesCheckpoint): Run {
  const outside = Object.entries(before?.outside ?? {}).map(([id, seers]): [string, Set<string>] => [id, new Set(seers)]);
  return {
    session,
    forest,
    shown: new Set(),
    shortcuts: new Map(),
    via: new Map(Object.entries(before?.via ?? {})),
    outside: new Map(outside),
    endings: new Map(Object.entries(before?.endings ?? {})),
    missing: new Set(before?.missing),
    tells,
    isIncomplete: false,
    done: 0,
  };
}
