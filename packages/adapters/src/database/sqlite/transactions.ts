import { SmartyError } from "@smartypants/sdk";
import type Sqlite from "better-sqlite3";
import { type QueryAnswer, type Runner, translate } from "./connection.ts";
import type { Turn } from "./turns.ts";

/** A transaction left alone for so long belongs to a client that hangs, while everybody waits. */
export const IDLE_MS = 10_000;

/** Calls `work` after `ms`, unless the function it returns is called before. */
export type Timer = (work: () => void, ms: number) => () => void;

/** The one transaction that may be open on a connection. Owners are told apart by identity, an owner's transactions by id. */
export interface Transactions {
  /** Ends the turn together with the transaction, whatever becomes of it. */
  begin(owner: object, id: number, turn: Turn): void;
  query(owner: object, id: number, sql: string, parameters: readonly unknown[]): QueryAnswer;
  commit(owner: object, id: number): void;
  /** Harmless when it was undone already. */
  rollback(owner: object, id: number): void;
  /** Undoes what the owner has left open; anybody's without an owner. */
  abandon(owner?: object): void;
}

interface Open {
  readonly owner: object;
  readonly id: number;
  readonly turn: Turn;
  /** Nothing but a rollback is possible after an error, as on Postgres: a use case that went on would work with half of its writes. */
  failed: boolean;
  stopWatch: () => void;
}

export function createTransactions(connection: Sqlite.Database, runner: Runner, timer: Timer): Transactions {
  let open: Open | undefined;
  const end = ({ stopWatch, turn }: Open): void => {
    stopWatch();
    open = undefined;
    turn.end();
  };
  const undo = (transaction: Open): void => {
    try {
      if (connection.inTransaction) connection.exec("rollback");
    } finally {
      end(transaction);
    }
  };
  const watch = (transaction: Open): void => {
    transaction.stopWatch();
    transaction.stopWatch = timer(() => undo(transaction), IDLE_MS);
  };
  return {
    begin: (owner, id, turn) => {
      try {
        connection.exec("begin immediate");
      } catch (error) {
        turn.end();
        throw translate(error);
      }
      open = { owner, id, turn, failed: false, stopWatch: () => {} };
      watch(open);
    },
    query: (owner, id, text, parameters) => {
      const transaction = usable(open, owner, id);
      try {
        return runner.run(text, parameters);
      } catch (error) {
        transaction.failed = true;
        throw error;
      } finally {
        // After the statement: the time it took itself does not count.
        watch(transaction);
      }
    },
    commit: (owner, id) => {
      const transaction = usable(open, owner, id);
      try {
        connection.exec("commit");
      } catch (error) {
        undo(transaction);
        throw translate(error);
      }
      end(transaction);
    },
    rollback: (owner, id) => {
      if (open?.owner === owner && open.id === id) undo(open);
    },
    abandon: (owner) => {
      if (open !== undefined && (owner === undefined || open.owner === owner)) undo(open);
    },
  };
}

function usable(open: Open | undefined, owner: object, id: number): Open {
  if (open?.owner !== owner || open.id !== id) {
    throw new SmartyError("unavailable", `The change was undone: it was left unfinished for ${IDLE_MS / 1000} seconds. Try again.`);
  }
  if (open.failed) throw new Error("a statement of this transaction has failed: it can only be rolled back");
  return open;
}
