import { type CheckResult, isSmartyError } from "@smartypants/sdk";
import type { Method } from "./limits.ts";
import { type Scope, scopesFor } from "./scopes.ts";
import { type AuthTest, connect, type Connection, identify } from "./session.ts";
import type { Args } from "./slack-api.ts";
import type { AnswerBody } from "./slack-answer.ts";
import { codeWord } from "./slack-errors.ts";
import { withSlash } from "./slack-token.ts";
import { readAnswer } from "./slack-answer.ts";
import type { Context, RawChannel, RawUser } from "./slack-types.ts";

type Verdict = Pick<CheckResult, "status" | "missingScope" | "detail" | "remediation" | "expiresAt">;

/** Probes that ask for one item each, past the sync's own pace, so that a long sync holds up no check. */
export async function* checkSlack(context: Context): AsyncGenerator<CheckResult, void> {
  const connection = connect(context, false);
  const token = { id: "token", title: "Slack accepts the bot token", required: true };
  const signedIn = await tokenVerdict(connection);
  yield { ...token, ...signedIn };
  const scopes = scopesFor(context.settings);
  const channels = signedIn.status === "ok" ? await sampleChannels(connection) : new Map<string, string>();
  for (const scope of scopes) {
    context.signal.throwIfAborted();
    const verdict = signedIn.status === "ok" ? await scopeVerdict(connection, scope, channels) : ({ status: "skipped" } as const);
    yield {
      id: `scope_${scope.name.replaceAll(/[:.]/g, "_")}`,
      title: `${scope.reason} (${scope.name})`,
      required: scope.isRequired,
      ...verdict,
    };
  }
  if (signedIn.status !== "ok") return;
  yield { id: "channels_found", title: "There are channels to read", required: false, ...channelsVerdict(channels) };
  yield* liveResults(context);
}

async function tokenVerdict(connection: Connection): Promise<Verdict> {
  try {
    const answer = await connection.api.call<AuthTest>("auth.test");
    if (!answer.ok) return failed(`Slack refused the token (${codeWord(answer.error)}); copy it again from “OAuth & Permissions”.`);
    const { id, name, isOrganisation } = identify(answer);
    connection.useAccount(id);
    const { expiresAt, refreshToken } = await connection.context.credentials.get();
    const detail = isOrganisation ? `organisation ${name}` : `workspace ${name}`;
    return { status: "ok", detail, ...(expiresAt !== undefined && refreshToken === undefined && { expiresAt }) };
  } catch (error) {
    return faultVerdict(connection.context, error);
  }
}

function failed(remediation: string): Verdict {
  return { status: "failed", remediation };
}

/** The result of a check is what it is for; what ends the check itself goes on. */
function faultVerdict(context: Context, error: unknown): Verdict {
  context.signal.throwIfAborted();
  if (!isSmartyError(error) || error.code === "aborted") throw error;
  return failed(error.message);
}

/** One channel of each type, to try to read it. */
async function sampleChannels({ api, context }: Connection): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const types = context.settings.directMessages
    ? ["public_channel", "private_channel", "im", "mpim"]
    : ["public_channel", "private_channel"];
  for (const type of types) {
    try {
      const args = { types: type, limit: 1 };
      let answer = await api.call<{ channels?: readonly RawChannel[] }>("users.conversations", args);
      if (!answer.ok && answer.error === "unknown_method")
        answer = await api.call<{ channels?: readonly RawChannel[] }>("conversations.list", { ...args, limit: 100 });
      const channel = answer.ok ? (answer.channels ?? []).find((each) => each.is_member !== false && each.is_archived !== true) : undefined;
      if (channel !== undefined) found.set(type, channel.id);
    } catch (error) {
      // The probe of the scope says what is wrong.
      faultVerdict(context, error);
    }
  }
  return found;
}

function channelsVerdict(channels: ReadonlyMap<string, string>): Verdict {
  if (channels.size > 0) return { status: "ok" };
  return failed("The app is in no channel yet: type /invite @SmartyPants in the channels to be read, or name public channels to join.");
}

const TYPE_OF: Readonly<Record<string, string>> = { channels: "public_channel", groups: "private_channel", im: "im", mpim: "mpim" };

async function scopeVerdict(connection: Connection, { name }: Scope, channels: ReadonlyMap<string, string>): Promise<Verdict> {
  const [object = "", right = ""] = name.split(":");
  const type = TYPE_OF[object];
  const channel = type === undefined ? undefined : channels.get(type);
  try {
    if (right === "join") return grantedVerdict(connection, name);
    if (name === "files:read") return grantedVerdict(connection, name);
    if (type !== undefined && right === "read") return await probe(connection, name, "conversations.list", { types: type, limit: 1 });
    if (type !== undefined && channel === undefined) return grantedVerdict(connection, name);
    if (type !== undefined) return await probe(connection, name, "conversations.history", { channel, limit: 1 });
    if (name === "users:read") return await probe(connection, name, "users.list", { limit: 1 });
    if (name === "users:read.email") return await emailVerdict(connection);
    return await probe(connection, name, "team.info", {});
  } catch (error) {
    return faultVerdict(connection.context, error);
  }
}

/** For what cannot be tried without an effect: what Slack says that it has granted. */
function grantedVerdict({ api }: Connection, scope: string): Verdict {
  const granted = api.scopes();
  if (granted === undefined) return { status: "skipped", detail: "can only be seen when it is used" };
  return granted.includes(scope) ? { status: "ok" } : missing(scope);
}

function missing(scope: string): Verdict {
  return { status: "failed", missingScope: scope, remediation: `Add ${scope} under “OAuth & Permissions” and install the app again.` };
}

async function probe({ api }: Connection, scope: string, method: Method, args: Args): Promise<Verdict> {
  const answer = await api.call(method, args);
  if (answer.ok) return { status: "ok" };
  if (answer.error === "missing_scope" || answer.error === "not_allowed_token_type") return missing(scope);
  return failed(`Slack refused ${method} (${codeWord(answer.error)}); check the app and install it again.`);
}

async function emailVerdict(connection: Connection): Promise<Verdict> {
  const granted = grantedVerdict(connection, "users:read.email");
  if (granted.status !== "skipped") return granted;
  const answer = await connection.api.call<{ members?: readonly RawUser[] }>("users.list", { limit: 50 });
  if (!answer.ok) return missing("users:read.email");
  const people = (answer.members ?? []).filter((user) => user.deleted !== true && user.is_bot !== true && user.id !== "USLACKBOT");
  if (people.length === 0) return { status: "skipped", detail: "there are no people to see it on" };
  return people.some((user) => user.profile?.email !== undefined) ? { status: "ok" } : missing("users:read.email");
}

async function* liveResults(context: Context): AsyncGenerator<CheckResult, void> {
  const { appToken, signingSecret } = await context.credentials.get();
  const live = { id: "live_updates", title: "Live updates", required: false };
  if (appToken !== undefined) yield { ...live, ...(await socketVerdict(context, appToken)) };
  else if (signingSecret !== undefined) yield { ...live, status: "ok", detail: "by webhook" };
  else yield { ...live, status: "skipped", detail: "none; changes are found by polling" };
}

async function socketVerdict(context: Context, appToken: string): Promise<Verdict> {
  try {
    const answer = await context.http.request({
      method: "POST",
      url: new URL("apps.connections.open", withSlash(context.settings.advanced.apiBaseUrl)).href,
      headers: { authorization: `Bearer ${appToken}`, "content-type": "application/x-www-form-urlencoded" },
      body: "",
      retry: "none",
    });
    const outcome = await readAnswer(answer, () => context.now());
    const body: AnswerBody | undefined = outcome.kind === "body" ? outcome.body : undefined;
    if (body?.ok === true) return { status: "ok", detail: "over Socket Mode" };
    if (body?.error === "missing_scope") return missing("connections:write");
    return failed(
      `Slack refused the app-level token (${codeWord(body?.error)}); generate one with connections:write and turn Socket Mode on.`,
    );
  } catch (error) {
    return faultVerdict(context, error);
  }
}
