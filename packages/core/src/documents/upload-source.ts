import type { Actor } from "../access/actor.ts";
import type { Source } from "../ports/database/sources.ts";
import type { Ports } from "../ports/ports.ts";

/** Name of the built-in kind of source that uploads belong to; there is one, made with the first upload. */
export const UPLOAD = "upload";

/** Each upload has an ACL of its own; the source itself opens nothing. */
export async function uploadSource({ database, ids, clock }: Pick<Ports, "database" | "ids" | "clock">, actor: Actor): Promise<Source> {
  return database.transaction(async (tx) => {
    const known = (await tx.sources.all()).find((source) => source.connector === UPLOAD && source.state !== "deleting");
    if (known !== undefined) return known;
    const access = { mode: "restricted" as const, allow: [] };
    const source = {
      id: ids.next(),
      connector: UPLOAD,
      name: "Uploads",
      settings: {},
      access,
      schedule: null,
      createdBy: actor.userId,
      now: clock.now(),
    };
    return tx.sources.create(source, []);
  });
}
