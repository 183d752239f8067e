/** The made-up workspace behind the double: plain data, changed by the functions in the files beside it. */
export interface FakeUser {
  readonly id: string;
  name: string;
  realName: string;
  email: string | undefined;
  isEmailConfirmed: boolean;
  readonly isBot: boolean;
  isDeleted: boolean;
  /** Guests see only the channels that they are in. */
  guest: "single" | "multi" | undefined;
  /** Workspaces; of another organisation when it is none of ours. */
  readonly teamIds: readonly string[];
}

export interface FakeFile {
  readonly id: string;
  name: string;
  title: string;
  mimetype: string;
  bytes: Uint8Array;
  readonly user: string;
  readonly created: number;
  updated: number;
  /** `hidden_by_limit` and `tombstone` as Slack says them; a stub is described by files.info only. */
  mode: "hosted" | "snippet" | "external" | "hidden_by_limit" | "tombstone";
  isStub: boolean;
  url?: string;
}

export interface FakeMessage {
  readonly ts: string;
  readonly user: string | undefined;
  readonly botId: string | undefined;
  readonly username: string | undefined;
  subtype: string | undefined;
  text: string;
  blocks: readonly unknown[] | undefined;
  attachments: readonly unknown[] | undefined;
  readonly threadTs: string | undefined;
  editedTs: string | undefined;
  readonly fileIds: string[];
  readonly replies: FakeMessage[];
  readonly isBroadcast: boolean;
}

export interface FakeChannel {
  readonly id: string;
  name: string;
  readonly previousNames: string[];
  readonly kind: "channel" | "im" | "mpim";
  isPrivate: boolean;
  isArchived: boolean;
  readonly teamIds: string[];
  readonly members: Set<string>;
  /** Seconds. */
  readonly created: number;
  /** Top level, in rising order. */
  readonly messages: FakeMessage[];
}

export interface FakeTeam {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

export interface FakeToken {
  readonly kind: "bot" | "app";
  readonly scopes: Set<string>;
  /** What Slack says instead of serving: `account_inactive`, `token_revoked`. */
  refusal: string | undefined;
  /** Milliseconds; with rotation. */
  expiresAt: number | undefined;
}

export interface World {
  readonly teams: readonly FakeTeam[];
  readonly enterpriseId: string | undefined;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly files: Map<string, FakeFile>;
  readonly tokens: Map<string, FakeToken>;
  readonly botUserId: string;
  readonly random: () => number;
  /** Milliseconds since 1970; moved by tests. */
  now: number;
  lastMicros: number;
  nextId: number;
  /** One request a minute and 15 messages a page, as for apps that are sold outside of the marketplace. */
  isRestricted: boolean;
  /** Messages older than this many days are hidden. */
  horizonDays: number | undefined;
  /** Pages of messages are never longer, whatever is asked for. */
  maxRows: number | undefined;
  /** The same for pages of channels. */
  maxChannels: number | undefined;
  /** Which end of a window comes first. */
  pageOrder: "newest" | "oldest";
  /** What happened, in its order; the sockets send it on. */
  readonly listeners: Set<(event: Readonly<Record<string, unknown>>) => void>;
}

export interface WorldOptions {
  readonly seed?: number;
  /** Milliseconds; 12 March 2026, 09:00 UTC when absent. */
  readonly now?: number;
  /** An organisation with several workspaces. */
  readonly grid?: boolean;
}

export const FAKE_TOKEN = "xoxb-fake-1";
export const FAKE_APP_TOKEN = "xapp-fake-1";
export const FAKE_SIGNING_SECRET = "fake-signing-secret";
export const ALL_SCOPES = [
  "channels:read",
  "channels:history",
  "channels:join",
  "groups:read",
  "groups:history",
  "im:read",
  "im:history",
  "mpim:read",
  "mpim:history",
  "users:read",
  "users:read.email",
  "files:read",
  "team:read",
] as const;

const START = Date.UTC(2026, 2, 12, 9);

export function createWorld({ seed = 1, now = START, grid = false }: WorldOptions = {}): World {
  const teams = grid
    ? [
        { id: "T0001", name: "Acme Berlin", domain: "acme-berlin" },
        { id: "T0002", name: "Acme Paris", domain: "acme-paris" },
      ]
    : [{ id: "T0001", name: "Acme", domain: "acme" }];
  const botUserId = "U0BOT";
  const world: World = {
    teams,
    enterpriseId: grid ? "E0001" : undefined,
    users: new Map(),
    channels: new Map(),
    files: new Map(),
    tokens: new Map([
      [FAKE_TOKEN, { kind: "bot", scopes: new Set(ALL_SCOPES), refusal: undefined, expiresAt: undefined }],
      [FAKE_APP_TOKEN, { kind: "app", scopes: new Set(["connections:write"]), refusal: undefined, expiresAt: undefined }],
    ]),
    botUserId,
    random: randomFrom(seed),
    now,
    lastMicros: 0,
    nextId: 1,
    isRestricted: false,
    horizonDays: undefined,
    maxRows: undefined,
    maxChannels: undefined,
    pageOrder: "newest",
    listeners: new Set(),
  };
  world.users.set(botUserId, {
    id: botUserId,
    name: "smartypants",
    realName: "SmartyPants",
    email: undefined,
    isEmailConfirmed: false,
    isBot: true,
    isDeleted: false,
    guest: undefined,
    teamIds: teams.map((team) => team.id),
  });
  return world;
}

/** The same numbers for the same seed. (mulberry32) */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function newId(world: World, letter: string): string {
  return `${letter}${String(world.nextId++).padStart(6, "0")}`;
}

/** Unique in the world, and rising with its clock. */
export function nextTs(world: World, atMs = world.now): string {
  const asked = Math.floor(atMs) * 1000;
  const micros = asked > world.lastMicros ? asked : atMs === world.now ? world.lastMicros + 1 : asked + (world.nextId++ % 900) + 1;
  world.lastMicros = Math.max(world.lastMicros, micros);
  return tsOf(micros);
}

function tsOf(micros: number): string {
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
}

export function microsOf(ts: string): number {
  return Number(ts.replace(".", ""));
}

export function channelOf(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new Error(`no channel ${id}`);
  return channel;
}

export function teamUrl(team: FakeTeam | undefined): string {
  return `https://${team?.domain ?? "acme"}.slack.com/`;
}
