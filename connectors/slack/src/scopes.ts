import type { SlackSettings } from "./settings.ts";

export interface Scope {
  readonly name: string;
  /** What it is for, in words for the operator. */
  readonly reason: string;
  readonly isRequired: boolean;
}

const BASE: readonly Scope[] = [
  { name: "channels:read", reason: "List public channels and who is in them", isRequired: true },
  { name: "channels:history", reason: "Read public channels that the app is in", isRequired: true },
  { name: "groups:read", reason: "List private channels that the app is in, and who may see them", isRequired: true },
  { name: "groups:history", reason: "Read private channels that the app was invited to", isRequired: true },
  { name: "users:read", reason: "Names of authors, and who is a guest", isRequired: true },
  {
    name: "users:read.email",
    reason: "Match people with their accounts here: without addresses nobody could see anything",
    isRequired: true,
  },
  { name: "team:read", reason: "The workspaces of an organisation and their addresses, for links and permissions", isRequired: true },
];

const JOIN: Scope = { name: "channels:join", reason: "Join the public channels that you name", isRequired: false };
const FILES: Scope = { name: "files:read", reason: "Read shared files", isRequired: false };
const DIRECT: readonly Scope[] = [
  { name: "im:read", reason: "List direct messages with the app", isRequired: false },
  { name: "im:history", reason: "Read direct messages with the app", isRequired: false },
  { name: "mpim:read", reason: "List group messages that the app is in", isRequired: false },
  { name: "mpim:history", reason: "Read group messages that the app is in", isRequired: false },
];

/** The least that these settings need. */
export function scopesFor({
  joinPublic,
  files,
  directMessages,
}: Pick<SlackSettings, "joinPublic" | "files" | "directMessages">): readonly Scope[] {
  return [
    ...BASE,
    ...(joinPublic.length > 0 ? [{ ...JOIN, isRequired: true }] : []),
    ...(files.enabled ? [{ ...FILES, isRequired: true }] : []),
    ...(directMessages ? DIRECT.map((scope) => ({ ...scope, isRequired: true })) : []),
  ];
}
