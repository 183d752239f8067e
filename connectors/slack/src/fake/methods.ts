import { type Call, missingScope } from "./call.ts";
import { joinChannel, listConversations, members, memberships, infoOf } from "./method-channels.ts";
import { history, replies } from "./method-history.ts";
import { fileShape, userShape } from "./shapes.ts";
import { type Body, cutPage, refuse } from "./paging.ts";
import { FAKE_TOKEN, teamUrl } from "./world.ts";

type Handler = (call: Call) => Body;

const HANDLERS: Readonly<Record<string, Handler>> = {
  "apps.connections.open": ({ origin }) => ({ ok: true, url: `${origin.replace(/^http/, "ws")}/link/?ticket=1` }),
  "auth.teams.list": ({ world, params }) => ({
    ok: true,
    ...cutPage(
      "teams",
      world.teams.map(({ id, name }) => ({ id, name })),
      params,
      100,
    ),
  }),
  "auth.test": authTest,
  "chat.getPermalink": ({ world, params }) => ({
    ok: true,
    channel: params["channel"],
    permalink: `${teamUrl(world.teams[0])}archives/${params["channel"]}/p${(params["message_ts"] ?? "").replace(".", "")}`,
  }),
  "conversations.history": history,
  "conversations.info": infoOf,
  "conversations.join": joinChannel,
  "conversations.list": listConversations,
  "conversations.members": members,
  "conversations.replies": replies,
  "files.info": fileInfo,
  "oauth.v2.access": renewToken,
  "team.info": teamInfo,
  "users.conversations": memberships,
  "users.info": userInfo,
  "users.list": listUsers,
};

/** Methods and the scope that each needs; those of channels depend on the channel. */
const SCOPES: Readonly<Record<string, string>> = {
  "conversations.join": "channels:join",
  "files.info": "files:read",
  "team.info": "team:read",
  "users.info": "users:read",
  "users.list": "users:read",
};

export function answer(method: string, call: Call): Body {
  if (method === "oauth.v2.access") return renewToken(call);
  const { token, world } = call;
  if (token === undefined) return refuse("invalid_auth");
  if (token.refusal !== undefined) return refuse(token.refusal);
  if (token.expiresAt !== undefined && token.expiresAt <= world.now) return refuse("token_expired");
  if ((method === "apps.connections.open") !== (token.kind === "app")) return refuse("not_allowed_token_type");
  const scope = SCOPES[method];
  if (scope !== undefined && !token.scopes.has(scope)) return missingScope(token, scope);
  return HANDLERS[method]?.(call) ?? refuse("unknown_method");
}

function authTest({ world }: Call): Body {
  const [team] = world.teams;
  const isOrganisation = world.enterpriseId !== undefined;
  return {
    ok: true,
    url: isOrganisation ? "https://acme.enterprise.slack.com/" : teamUrl(team),
    team: isOrganisation ? "Acme" : team?.name,
    user: "smartypants",
    team_id: isOrganisation ? world.enterpriseId : team?.id,
    user_id: world.botUserId,
    bot_id: "B0BOT",
    is_enterprise_install: isOrganisation,
    ...(isOrganisation && { enterprise_id: world.enterpriseId }),
  };
}

function teamInfo({ world, params }: Call): Body {
  const team = world.teams.find((each) => each.id === (params["team"] ?? world.teams[0]?.id));
  if (team === undefined) return refuse("team_not_found");
  return { ok: true, team: { id: team.id, name: team.name, domain: team.domain, email_domain: "", url: teamUrl(team), icon: {} } };
}

function listUsers({ world, params, token }: Call): Body {
  if (world.enterpriseId !== undefined && params["team_id"] === undefined) return refuse("missing_argument");
  const wanted = params["team_id"];
  const users = [...world.users.values()].filter((user) => wanted === undefined || user.teamIds.includes(wanted));
  const shapes = users.map((user) => userShape(world, user, token?.scopes.has("users:read.email") === true));
  return { ok: true, cache_ts: Math.floor(world.now / 1000), ...cutPage("members", shapes, params, 200) };
}

function userInfo({ world, params, token }: Call): Body {
  const user = world.users.get(params["user"] ?? "");
  if (user === undefined) return refuse("user_not_found");
  return { ok: true, user: userShape(world, user, token?.scopes.has("users:read.email") === true) };
}

function fileInfo({ world, params, origin }: Call): Body {
  const file = world.files.get(params["file"] ?? "");
  if (file === undefined) return refuse("file_not_found");
  if (file.mode === "tombstone") return refuse("file_deleted");
  return { ok: true, file: fileShape(world, origin, file), comments: [] };
}

/** Refresh tokens are good for one use: the old one is refused afterwards. */
function renewToken({ world, params }: Call): Body {
  const used = params["refresh_token"] ?? "";
  const match = /^xoxe-1-(\d+)$/.exec(used);
  const present = [...world.tokens.keys()].findLast((each) => each.startsWith("xoxe.xoxb-") || each === FAKE_TOKEN) ?? FAKE_TOKEN;
  const generation = Number(/(\d+)$/.exec(present)?.[1] ?? "1");
  if (match === null || Number(match[1]) !== generation) return refuse("invalid_refresh_token");
  const before = world.tokens.get(present);
  const next = `xoxe.xoxb-${generation + 1}`;
  world.tokens.delete(present);
  const expiresAt = world.now + 43_200_000;
  world.tokens.set(next, { kind: "bot", scopes: before?.scopes ?? new Set(), refusal: undefined, expiresAt });
  return { ok: true, access_token: next, refresh_token: `xoxe-1-${generation + 1}`, expires_in: 43_200, token_type: "bot" };
}
