import { SmartyError } from "@smartypants/sdk";
import { createApi, type SlackApi } from "./slack-api.ts";
import { refusalError } from "./slack-errors.ts";
import { createTokenSource, type TokenSource } from "./slack-token.ts";
import type { Context } from "./slack-types.ts";
import { createClock } from "./source-clock.ts";

export interface Team {
  readonly id: string;
  readonly name: string;
  /** Ends with a slash. */
  readonly url: string;
}

/** Who we are at Slack, and where. */
export interface Workspace {
  /** Of the workspace; of the organisation when the app is installed for all of it. */
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly userId: string;
  /** The workspaces that the token covers: one, unless the app is installed for an organisation. */
  readonly teams: readonly Team[];
  readonly isOrganisation: boolean;
}

export interface Session {
  readonly context: Context;
  readonly api: SlackApi;
  readonly token: TokenSource;
  readonly now: () => Promise<number>;
  readonly workspace: Workspace;
}

export interface AuthTest {
  readonly url?: string;
  readonly team?: string;
  readonly team_id?: string;
  readonly user_id?: string;
  readonly enterprise_id?: string | null;
  readonly is_enterprise_install?: boolean;
}

export interface Connection {
  readonly context: Context;
  readonly api: SlackApi;
  readonly token: TokenSource;
  readonly now: () => Promise<number>;
  /** From now on the quota of this workspace or organisation is used. */
  readonly useAccount: (id: string) => void;
}

/** What a call needs; `isMetered` false for probes. */
export function connect(context: Context, isMetered = true): Connection {
  const now = createClock(context);
  const token = createTokenSource(context, now);
  let account: string | undefined;
  const api = createApi({ context, now, token, account: () => account, isMetered });
  return { context, api, token, now, useAccount: (id) => void (account = id) };
}

/** Signs in. Throws when the workspaces of an organisation cannot be listed: who may read what would be unknown. */
export async function openSession(context: Context): Promise<Session> {
  const connection = connect(context);
  const { useAccount, ...session } = connection;
  const answer = await session.api.call<AuthTest>("auth.test");
  if (!answer.ok) throw refusalError("auth.test", answer);
  const identity = identify(answer);
  useAccount(identity.id);
  const teams = identity.isOrganisation ? await listTeams(session.api) : [{ id: identity.id, name: identity.name, url: identity.url }];
  return { ...session, workspace: { ...identity, teams } };
}

export function identify(answer: AuthTest): Omit<Workspace, "teams"> {
  const isOrganisation = answer.is_enterprise_install === true;
  const id = isOrganisation ? (answer.enterprise_id ?? answer.team_id) : answer.team_id;
  if (id === undefined || answer.url === undefined)
    throw new SmartyError("unavailable", "Slack did not say which workspace the token is for; check the address of the API.");
  const url = answer.url.endsWith("/") ? answer.url : `${answer.url}/`;
  return { id, url, name: answer.team ?? id, userId: answer.user_id ?? "", isOrganisation };
}

async function listTeams(api: SlackApi): Promise<readonly Team[]> {
  const ids: string[] = [];
  for await (const page of api.pages<{ teams?: readonly { id: string }[] }>("auth.teams.list", { limit: 100 }))
    ids.push(...(page.teams ?? []).map((team) => team.id));
  if (ids.length === 0)
    throw new SmartyError(
      "config",
      "The app is installed for an organisation but for none of its workspaces; add it to the workspaces to be read.",
    );
  const teams: Team[] = [];
  for (const id of ids) {
    const answer = await api.call<{ team?: { name?: string; url?: string; domain?: string } }>("team.info", { team: id });
    if (!answer.ok) throw refusalError("team.info", answer);
    const url = answer.team?.url ?? `https://${answer.team?.domain ?? "app"}.slack.com/`;
    teams.push({ id, name: answer.team?.name ?? id, url: url.endsWith("/") ? url : `${url}/` });
  }
  return teams;
}
