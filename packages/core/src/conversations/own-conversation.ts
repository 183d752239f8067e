import { SmartyError } from "@smartypants/sdk";
import type { Actor } from "../access/actor.ts";
import type { Conversation } from "../ports/database/answers.ts";
import type { Database } from "../ports/database/database.ts";

/** Throws `not_found` for another's, as for one that is not there. */
export async function ownConversation(database: Pick<Database, "forActor">, actor: Actor, id: string): Promise<Conversation> {
  const conversation = await database.forActor(actor).answers.conversation(id);
  if (conversation === null) throw new SmartyError("not_found", "There is no such conversation.");
  return conversation;
}
