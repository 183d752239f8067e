import { isSmartyError } from "@smartypants/sdk";
import type { Session } from "./session.ts";
import type { RawUser } from "./slack-types.ts";

/** People by their ids, for names; asked for once a run, and only when a name is needed. */
export interface Directory {
  /** Makes the names of these people known. Never throws for one that Slack does not tell. */
  load(userIds: Iterable<string>): Promise<void>;
  /** The raw id where Slack tells no name. */
  nameOf(userId: string): string;
}

const PAGE = 500;
/** Fewer unknown people are asked for one by one: a poll of a large workspace needs no list of everybody. */
const FEW = 10;

export function createDirectory(session: Session): Directory {
  const names = new Map<string, string>();
  let isListed = false;
  const listAll = async (): Promise<void> => {
    isListed = true;
    try {
      for await (const user of listUsers(session)) names.set(user.id, nameOf(user));
    } catch (error) {
      // Names are a convenience: without them the ids stand. What ends the run is thrown on.
      session.context.signal.throwIfAborted();
      if (isSmartyError(error) && (error.code === "auth" || error.code === "rate_limited")) throw error;
      session.context.log("warn", "The people of the workspace could not be listed; messages show ids in the place of names.");
    }
  };
  return {
    async load(userIds) {
      const unknown = () => [...new Set(userIds)].filter((id) => !names.has(id));
      if (!isListed && unknown().length > FEW) await listAll();
      // Also the failures, so that nobody is asked for twice.
      for (const id of unknown()) names.set(id, await askName(session, id));
    },
    nameOf: (userId) => names.get(userId) ?? userId,
  };
}

async function askName({ api }: Session, id: string): Promise<string> {
  const answer = await api.call<{ user?: RawUser }>("users.info", { user: id });
  return answer.ok && answer.user !== undefined ? nameOf(answer.user) : id;
}

/** Everybody, of each workspace once. Throws when a list fails. */
async function* listUsers(session: Session): AsyncGenerator<RawUser, void> {
  const { workspace } = session;
  for (const team of workspace.teams) yield* listUsersOf(session, team.id);
}

export async function* listUsersOf({ api, workspace }: Session, teamId: string): AsyncGenerator<RawUser, void> {
  const args = { limit: PAGE, ...(workspace.isOrganisation && { team_id: teamId }) };
  for await (const page of api.pages<{ members?: readonly RawUser[] }>("users.list", args)) yield* page.members ?? [];
}

function nameOf({ id, name, real_name, profile }: RawUser): string {
  const given = [profile?.display_name, profile?.real_name, real_name, name].find((each) => each !== undefined && each.trim() !== "");
  return (given ?? id)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim();
}
