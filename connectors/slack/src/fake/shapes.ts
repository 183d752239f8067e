import { type FakeChannel, type FakeFile, type FakeMessage, type FakeUser, teamUrl, type World } from "./world.ts";

/** As Slack writes them in its answers. */
export function userShape(world: World, user: FakeUser, withEmail: boolean): object {
  const [teamId = "T0001"] = user.teamIds;
  return {
    id: user.id,
    team_id: teamId,
    name: user.name.toLowerCase(),
    deleted: user.isDeleted,
    color: "9f69e7",
    real_name: user.realName,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      avatar_hash: "0123456789ab",
      ...(withEmail && user.email !== undefined && !user.isBot && { email: user.email }),
      team: teamId,
    },
    is_bot: user.isBot,
    is_app_user: false,
    is_restricted: user.guest !== undefined,
    is_ultra_restricted: user.guest === "single",
    is_email_confirmed: user.isEmailConfirmed,
    ...(world.enterpriseId !== undefined && {
      enterprise_user: {
        id: `W${user.id.slice(1)}`,
        enterprise_id: world.enterpriseId,
        enterprise_name: "Acme",
        is_admin: false,
        is_owner: false,
        teams: user.teamIds,
      },
    }),
    ...(!world.teams.some((team) => team.id === teamId) && { is_stranger: true }),
    updated: 1_700_000_000,
  };
}

export function channelShape(world: World, channel: FakeChannel, contextTeamId: string): object {
  const isChannel = channel.kind === "channel";
  const base = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.isArchived,
    is_im: channel.kind === "im",
    is_org_shared: channel.teamIds.length > 1,
    context_team_id: contextTeamId,
    updated: channel.created * 1000,
  };
  if (channel.kind === "im")
    return { ...base, user: [...channel.members].find((id) => id !== world.botUserId) ?? world.botUserId, is_user_deleted: false };
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: isChannel && !channel.isPrivate,
    is_group: isChannel && channel.isPrivate,
    is_mpim: channel.kind === "mpim",
    is_private: channel.isPrivate,
    is_general: channel.name === "general",
    unlinked: 0,
    is_shared: channel.teamIds.length > 1,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    creator: "U000001",
    shared_team_ids: channel.teamIds,
    pending_connected_team_ids: [],
    is_member: channel.members.has(world.botUserId),
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    previous_names: channel.previousNames,
    num_members: channel.members.size,
  };
}

export function messageShape(world: World, origin: string, channel: FakeChannel, message: FakeMessage): object {
  const { replies } = message;
  const parent = message.threadTs === undefined ? undefined : channel.messages.find((each) => each.ts === message.threadTs);
  return {
    type: "message",
    ts: message.ts,
    text: message.text,
    team: world.teams[0]?.id,
    ...(message.user !== undefined && { user: message.subtype === "tombstone" ? "USLACKBOT" : message.user }),
    ...(message.botId !== undefined && { bot_id: message.botId }),
    ...(message.username !== undefined && { username: message.username }),
    ...(message.subtype !== undefined && { subtype: message.subtype }),
    ...(message.subtype === "tombstone" && { hidden: true }),
    ...(message.blocks !== undefined && { blocks: message.blocks }),
    ...(message.attachments !== undefined && { attachments: message.attachments }),
    ...(message.editedTs !== undefined && { edited: { user: message.user ?? "U000001", ts: message.editedTs } }),
    ...(message.fileIds.length > 0 && { files: message.fileIds.flatMap((id) => fileInMessage(world, origin, id)) }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs, parent_user_id: parent?.user ?? "USLACKBOT" }),
    ...(message.isBroadcast &&
      parent !== undefined && { root: { type: "message", ts: parent.ts, text: parent.text, thread_ts: parent.ts } }),
    ...(replies.length > 0 && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users_count: new Set(replies.map((reply) => reply.user)).size,
      latest_reply: replies.at(-1)?.ts,
      reply_users: [...new Set(replies.flatMap((reply) => reply.user ?? []))].slice(0, 5),
      is_locked: false,
      subscribed: false,
    }),
  };
}

function fileInMessage(world: World, origin: string, id: string): readonly object[] {
  const file = world.files.get(id);
  if (file === undefined) return [];
  return [file.isStub ? { id, mode: "file_access", file_access: "check_file_info" } : fileShape(world, origin, file)];
}

export function fileShape(world: World, origin: string, file: FakeFile): object {
  if (file.mode === "tombstone" || file.mode === "hidden_by_limit") return { id: file.id, mode: file.mode };
  const team = world.teams[0];
  const url = file.url ?? `${origin}/files-pri/${team?.id ?? "T0001"}-${file.id}/${encodeURIComponent(file.name)}`;
  const sharing = [...world.channels.values()].filter((channel) =>
    channel.messages.some((message) => [message, ...message.replies].some((each) => each.fileIds.includes(file.id))),
  );
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    ...(file.updated > 0 && { updated: file.updated }),
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split(".").at(-1) ?? "text",
    pretty_type: "File",
    user: file.user,
    editable: false,
    size: file.bytes.length,
    mode: file.mode,
    is_external: file.mode === "external",
    external_type: "",
    is_public: sharing.some((channel) => !channel.isPrivate),
    url_private: url,
    url_private_download: url,
    permalink: `${teamUrl(team)}files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    channels: sharing.filter((channel) => !channel.isPrivate).map((channel) => channel.id),
    groups: sharing.filter((channel) => channel.isPrivate && channel.kind === "channel").map((channel) => channel.id),
    ims: sharing.filter((channel) => channel.kind !== "channel").map((channel) => channel.id),
  };
}
