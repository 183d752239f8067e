import { randomBytes, timingSafeEqual } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { type Actor, actorForUser, type Ports, type ReportItem } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { checkHost } from "./check-host.ts";
import { dataPaths } from "./compose.ts";
import type { ExplainedSetting } from "./config.ts";
import { createHost, type Host } from "./host.ts";

/** The person at this machine: whoever can read the data directory may act as anybody, as they could with the files themselves. */
export interface Operator {
  readonly token: string;
  /** The actor for a bearer token and the wanted address; null when it is not the operator's token. Throws `not_found` for an unknown address. */
  actorFor(token: string, email: string | undefined): Promise<Actor | null>;
  /** What can be said of this machine: room, file modes, runtime. */
  checkHost(): Promise<readonly ReportItem[]>;
  /** What administrators see of this machine. */
  readonly host: Host;
  /** Removes the token file and whatever waits to be fetched. */
  close(): void;
}

/** A new token for this start, in a file that only its owner can read. */
export function createOperator(
  { ports }: { readonly ports: Ports },
  dataDir: string,
  settings: readonly ExplainedSetting[] = [],
): Operator {
  const host = createHost(dataDir, settings);
  const token = `op_${randomBytes(32).toString("base64url")}`;
  const file = dataPaths(dataDir).operatorToken;
  rmSync(file, { force: true });
  writeFileSync(file, token, { mode: 0o600, flag: "wx" });
  return {
    token,
    actorFor: async (candidate, email) => {
      if (!isSame(candidate, token)) return null;
      const user =
        email === undefined ? await ports.database.people.firstAdmin() : await ports.database.people.byEmail(email.toLowerCase());
      if (user !== null) return { ...(await actorForUser(ports, user.id)), via: "operator" };
      throw new SmartyError("not_found", email === undefined ? "There is no administrator yet." : `Nobody here has the address ${email}.`);
    },
    checkHost: () => checkHost(dataDir),
    host,
    close: () => {
      host.backups.close();
      rmSync(file, { force: true });
    },
  };
}

function isSame(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}
