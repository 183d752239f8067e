import {
  channelOf,
  type FakeChannel,
  type FakeFile,
  type FakeMessage,
  type FakeUser,
  microsOf,
  newId,
  nextTs,
  type World,
} from "./world.ts";

export interface PostOptions {
  /** Milliseconds; the world's clock when absent. */
  readonly at?: number;
  readonly threadTs?: string;
  readonly isBroadcast?: boolean;
  readonly subtype?: string;
  readonly botId?: string;
  readonly username?: string;
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly unknown[];
  readonly files?: readonly string[];
  /** False for what was there before anybody listened. */
  readonly isTold?: boolean;
}

export function addUser(world: World, user: Partial<FakeUser> & { readonly name: string }): FakeUser {
  const id = user.id ?? newId(world, "U");
  const added: FakeUser = {
    id,
    realName: user.name,
    email: `${user.name.toLowerCase()}@acme.example`,
    isEmailConfirmed: true,
    isBot: false,
    isDeleted: false,
    guest: undefined,
    teamIds: [world.teams[0]?.id ?? "T0001"],
    ...user,
  };
  world.users.set(id, added);
  tell(world, { type: "team_join", user: { id } });
  return added;
}

export interface ChannelOptions {
  readonly id?: string;
  readonly name: string;
  readonly isPrivate?: boolean;
  readonly kind?: FakeChannel["kind"];
  readonly members?: readonly string[];
  readonly teamIds?: readonly string[];
  /** Whether the app is a member: yes when absent. */
  readonly hasBot?: boolean;
  readonly created?: number;
}

export function addChannel(world: World, options: ChannelOptions): FakeChannel {
  const { name, kind = "channel", members = [], hasBot = true } = options;
  const id = options.id ?? newId(world, kind === "im" ? "D" : "C");
  const channel: FakeChannel = {
    id,
    name,
    previousNames: [],
    kind,
    isPrivate: options.isPrivate ?? kind !== "channel",
    isArchived: false,
    teamIds: [...(options.teamIds ?? [world.teams[0]?.id ?? "T0001"])],
    members: new Set([...members, ...(hasBot ? [world.botUserId] : [])]),
    created: options.created ?? Math.floor(world.now / 1000) - 400 * 86_400,
    messages: [],
  };
  world.channels.set(id, channel);
  return channel;
}

/** Posts and gives the message's `ts`. */
export function post(world: World, channelId: string, user: string, text: string, options: PostOptions = {}): string {
  const channel = openChannel(world, channelId);
  const ts = nextTs(world, options.at ?? world.now);
  const message: FakeMessage = {
    ts,
    user: options.botId === undefined ? user : undefined,
    botId: options.botId,
    username: options.username,
    subtype: options.subtype ?? (options.isBroadcast === true ? "thread_broadcast" : undefined),
    text,
    blocks: options.blocks,
    attachments: options.attachments,
    threadTs: options.threadTs,
    editedTs: undefined,
    fileIds: [...(options.files ?? [])],
    replies: [],
    isBroadcast: options.isBroadcast === true,
  };
  const list = options.threadTs === undefined ? channel.messages : parentOf(channel, options.threadTs).replies;
  insert(list, message);
  if (options.isTold !== false) tell(world, { type: "message", channel: channelId, user, text, ts, ...threadOf(message), event_ts: ts });
  return ts;
}

export function edit(world: World, channelId: string, ts: string, text: string): void {
  const message = find(openChannel(world, channelId), ts);
  message.text = text;
  message.blocks = undefined;
  message.editedTs = nextTs(world);
  const event = { type: "message", subtype: "message_changed", channel: channelId, ts: nextTs(world), hidden: true };
  tell(world, { ...event, message: { type: "message", ts, text, ...threadOf(message) } });
}

/** A parent with replies leaves a tombstone. */
export function remove(world: World, channelId: string, ts: string): void {
  const channel = channelOf(world, channelId);
  const message = find(channel, ts);
  if (message.threadTs === undefined && message.replies.length > 0) {
    message.subtype = "tombstone";
    message.text = "This message was deleted.";
    message.fileIds.length = 0;
    message.blocks = undefined;
  } else {
    const list = message.threadTs === undefined ? channel.messages : parentOf(channel, message.threadTs).replies;
    list.splice(list.indexOf(message), 1);
    dropEmptyTombstone(channel, message.threadTs);
  }
  const happenedTs = nextTs(world);
  tell(world, {
    type: "message",
    subtype: "message_deleted",
    channel: channelId,
    ts: happenedTs,
    event_ts: happenedTs,
    deleted_ts: ts,
    hidden: true,
    previous_message: { type: "message", ts, ...threadOf(message) },
  });
}

function dropEmptyTombstone(channel: FakeChannel, parentTs: string | undefined): void {
  const at = channel.messages.findIndex((each) => each.ts === parentTs && each.subtype === "tombstone" && each.replies.length === 0);
  if (at >= 0) channel.messages.splice(at, 1);
}

export interface FileOptions {
  readonly name: string;
  readonly user: string;
  readonly content: string | Uint8Array;
  readonly mimetype?: string;
  readonly title?: string;
  readonly mode?: FakeFile["mode"];
  readonly isStub?: boolean;
  readonly url?: string;
}

export function addFile(world: World, options: FileOptions): FakeFile {
  const { content, name } = options;
  const file: FakeFile = {
    id: newId(world, "F"),
    name,
    title: options.title ?? name,
    mimetype: options.mimetype ?? "text/plain",
    bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
    user: options.user,
    created: Math.floor(world.now / 1000),
    updated: 0,
    mode: options.mode ?? "hosted",
    isStub: options.isStub ?? false,
    ...(options.url !== undefined && { url: options.url }),
  };
  world.files.set(file.id, file);
  return file;
}

export function editFile(world: World, fileId: string, content: string): void {
  const file = world.files.get(fileId);
  if (file === undefined) throw new Error(`no file ${fileId}`);
  file.bytes = new TextEncoder().encode(content);
  file.updated = Math.max(Math.floor(world.now / 1000), file.updated + 1);
  tell(world, { type: "file_change", file_id: fileId, file: { id: fileId } });
}

export function removeFile(world: World, fileId: string): void {
  const file = world.files.get(fileId);
  if (file !== undefined) file.mode = "tombstone";
  tell(world, { type: "file_deleted", file_id: fileId });
}

export function join(world: World, channelId: string, userId: string): void {
  openChannel(world, channelId).members.add(userId);
  tell(world, { type: "member_joined_channel", channel: channelId, user: userId });
}

export function leave(world: World, channelId: string, userId: string): void {
  channelOf(world, channelId).members.delete(userId);
  tell(world, { type: "member_left_channel", channel: channelId, user: userId });
}

export function deactivate(world: World, userId: string): void {
  const user = world.users.get(userId);
  if (user !== undefined) user.isDeleted = true;
  for (const channel of world.channels.values()) channel.members.delete(userId);
  tell(world, { type: "user_change", user: { id: userId, deleted: true } });
}

export function convertToPrivate(world: World, channelId: string): void {
  channelOf(world, channelId).isPrivate = true;
  tell(world, { type: "channel_convert_to_private", channel: channelId });
}

/** Slack takes apps out of a channel that is archived: from then on they can no longer read it. People stay in it and can. */
export function archive(world: World, channelId: string): void {
  const channel = channelOf(world, channelId);
  channel.isArchived = true;
  for (const id of channel.members) if (world.users.get(id)?.isBot === true) channel.members.delete(id);
  tell(world, { type: "channel_archive", channel: channelId });
}

/** The app is not put back by it. */
export function unarchive(world: World, channelId: string): void {
  channelOf(world, channelId).isArchived = false;
  tell(world, { type: "channel_unarchive", channel: channelId });
}

export function rename(world: World, channelId: string, name: string): void {
  const channel = channelOf(world, channelId);
  channel.previousNames.unshift(channel.name);
  channel.name = name;
  tell(world, { type: "channel_rename", channel: { id: channelId, name } });
}

export function find(channel: FakeChannel, ts: string): FakeMessage {
  const found =
    channel.messages.find((each) => each.ts === ts) ?? channel.messages.flatMap((each) => each.replies).find((each) => each.ts === ts);
  if (found === undefined) throw new Error(`no message ${channel.id}/${ts}`);
  return found;
}

/** Nobody writes in an archived channel, and nobody is added to it. */
function openChannel(world: World, channelId: string): FakeChannel {
  const channel = channelOf(world, channelId);
  if (channel.isArchived) throw new Error(`${channelId} is archived`);
  return channel;
}

function parentOf(channel: FakeChannel, ts: string): FakeMessage {
  // Latest first: seeds reply to what they have just posted.
  const parent = channel.messages.findLast((each) => each.ts === ts);
  if (parent === undefined) throw new Error(`no thread ${channel.id}/${ts}`);
  return parent;
}

function insert(list: FakeMessage[], message: FakeMessage): void {
  const at = list.findLastIndex((each) => microsOf(each.ts) < microsOf(message.ts));
  list.splice(at + 1, 0, message);
}

function threadOf({ threadTs }: FakeMessage) {
  return threadTs === undefined ? {} : { thread_ts: threadTs };
}

function tell(world: World, event: Readonly<Record<string, unknown>>): void {
  for (const listener of world.listeners) listener(event);
}
