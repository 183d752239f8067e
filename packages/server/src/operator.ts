import { randomBytes, timingSafeEqual } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { type Actor, actorForUser, type Ports } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { dataPaths } from "./compose.ts";

/** The person at this machine: whoever can read the data directory may act as anybody, as they could with the files themselves. */
export interface Operator {
  readonly token: string;
  /** The actor for a bearer token and the wanted address; null when it is not the operator's token. Throws `not_found` for an unknown address. */
  actorFor(token: string, email: string | undefined): Promise<Actor | null>;
  /** Removes the token file. */
  close(): void;
}

/** A new token for this start, in a file that only its owner can read. */
export function createOperator({ ports }: { readonly ports: Ports }, dataDir: string): Operator {
  const token = `op_${randomBytes(32).toString("base64url")}`;
  const file = dataPaths(dataDir).operatorToken;
  rmSync(file, { force: true });
  writeFileSync(file, token, { mode: 0o600, flag: "wx" });
  return {
    token,
    actorFor: async (candidate, email) => {
      if (!isSame(candidate, token)) return null;
      const user = email === undefined ? await firstAdmin(ports) : await ports.database.people.byEmail(email.toLowerCase());
      if (user !== null) return { ...(await actorForUser(ports, user.id)), via: "operator" };
      throw new SmartyError("not_found", email === undefined ? "There is no administrator yet." : `Nobody here has the address ${email}.`);
    },
    close: () => rmSync(file, { force: true }),
  };
}

async function firstAdmin({ database }: Ports): Promise<{ readonly id: string } | null> {
  const people = await database.people.list({ limit: 200 });
  const admins = people.filter((person) => person.role === "admin" && !person.disabled);
  return admins.toSorted((one, other) => one.createdAt - other.createdAt)[0] ?? null;
}

function isSame(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}
