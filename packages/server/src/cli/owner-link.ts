import { acceptsPasswords, actorForUser, createPasswordLink } from "@smartypants/core";
import type { RunningServer } from "../start-server.ts";
import { LOCAL_OWNER } from "./run-command.ts";

/** Tells the owner whom a command has made how to sign in, as long as they have no password and are alone. */
export async function offerOwnerLink({ instance: { ports }, url }: RunningServer, print: (line: string) => void): Promise<void> {
  const { people } = ports.database;
  const owner = await people.byEmail(LOCAL_OWNER);
  const isAlone = (await people.list({ limit: 2 })).length === 1;
  const isOpen = owner !== null && !owner.disabled && isAlone && (await acceptsPasswords(ports.database));
  if (!isOpen || (await people.passwordHash(owner.id)) !== null) return;
  const link = await createPasswordLink(ports, await actorForUser(ports, owner.id), owner.id);
  print(`Set a password for ${LOCAL_OWNER} and sign in: ${onServer(link.url, url)}`);
}

/** The link with the port that was in fact taken. */
function onServer(link: string, url: string): string {
  const { pathname, hash } = new URL(link);
  return new URL(`${pathname}${hash}`, url).href;
}
