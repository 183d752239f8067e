import { bytesOf, exported, filler, sizeOf } from "./contents.ts";
import { driveAnswer, driveTopAnswer, fileAnswer, permissionAnswer } from "./drive-answers.ts";
import { googleError } from "./faults.ts";
import { isSeenInLog } from "./mutations.ts";
import { type Answer, page, pageToken, placeOf } from "./paging.ts";
import { readQuery } from "./query.ts";
import { CAN_SHARE, driveRank, effectivePermissions, isInDriveListOf, isInListOf, rankOf, reachOf } from "./rights.ts";
import { type FakeFile, type LogEntry, type World } from "./world.ts";

export interface Asked {
  readonly world: World;
  readonly email: string;
  readonly query: URLSearchParams;
  /** The id in the path. */
  readonly id: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Where the fake is reached. */
  readonly origin: string;
  readonly isEmptyPage: boolean;
  readonly isIncomplete: boolean;
}

export type Handler = (asked: Asked) => Answer;

export const DRIVE_HANDLERS: Readonly<Record<string, Handler>> = {
  "about.get": ({ email, world }) => ({
    status: 200,
    json: { kind: "drive#about", user: { kind: "drive#user", emailAddress: email, displayName: world.users.get(email)?.name ?? email } },
  }),
  "files.list": listFiles,
  "files.get": (asked) => (asked.query.get("alt") === "media" ? download(asked) : getFile(asked)),
  "files.export": exportFile,
  "permissions.list": listPermissions,
  "drives.list": listDrives,
  "changes.getStartPageToken": startToken,
  "changes.list": listChanges,
};

function listFiles({ world, email, query, isEmptyPage, isIncomplete }: Asked): Answer {
  const test = readQuery(query.get("q") ?? "trashed = false");
  if (test === null) return googleError(400, "invalid", `Invalid query: ${query.get("q")}`);
  const corpora = query.get("corpora") ?? "user";
  const driveId = query.get("driveId");
  if (!["user", "drive"].includes(corpora) || (corpora === "drive") !== (driveId !== null))
    return googleError(400, "invalid", "corpora and driveId do not go together");
  if (driveId !== null && driveRank(world, email, driveId) === 0) return notFound(driveId);
  const isListed = (file: FakeFile) =>
    driveId === null ? isInListOf(world, email, file) : file.driveId === driveId && isInDriveListOf(world, email, file);
  // The top of somebody's drive is in no list.
  const tops = new Set([...world.users.values()].map(({ rootId }) => rootId));
  const found = [...world.files.values()].filter((file) => !tops.has(file.id) && test(world, file) && isListed(file));
  const list = `files ${email} ${driveId ?? ""} ${query.get("q") ?? ""}`;
  const items = {
    length: found.length,
    slice: (start: number, end: number) => found.slice(start, end).map((file) => fileAnswer(world, email, file)),
  };
  return page(world, list, query, {
    items: items as unknown as readonly unknown[],
    name: "files",
    size: "pageSize",
    fallback: 100,
    isEmpty: isEmptyPage,
    more: { kind: "drive#fileList", incompleteSearch: isIncomplete },
  });
}

/** The file when it may be read; else what Google says, which is the same for a missing one. */
function readable({ world, email, id, headers }: Asked): FakeFile | Answer {
  const file = world.files.get(id);
  if (file === undefined) return notFound(id);
  const reach = reachOf(world, email, file);
  const isKeyed =
    file.resourceKey === undefined || (headers["x-goog-drive-resource-keys"] ?? "").split(",").includes(`${id}/${file.resourceKey}`);
  const isOpened = file.openedBy.has(email);
  return reach === "listed" || (reach === "link" && (isKeyed || isOpened)) ? file : notFound(id);
}

function isAnswer(value: FakeFile | Answer): value is Answer {
  return "status" in value;
}

function notFound(id: string): Answer {
  return googleError(404, "notFound", `File not found: ${id}.`);
}

function getFile(asked: Asked): Answer {
  const { world, email, id, origin } = asked;
  const rootId = id === "root" ? world.users.get(email)?.rootId : undefined;
  const drive = world.drives.get(id);
  if (drive !== undefined) return driveRank(world, email, id) === 0 ? notFound(id) : { status: 200, json: driveTopAnswer(id, drive.name) };
  const file = readable({ ...asked, id: rootId ?? id });
  if (isAnswer(file)) return id === "root" ? { status: 200, json: ownTop(email) } : file;
  const links = Object.fromEntries(
    ["text/plain", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"].map((type) => [
      type,
      `${origin}/export-link/${file.id}?type=${encodeURIComponent(type)}`,
    ]),
  );
  return { status: 200, json: { ...fileAnswer(world, email, file), ...(file.content.kind === "document" && { exportLinks: links }) } };
}

/** A service account has a Drive of its own, with nothing in it. */
function ownTop(email: string): Record<string, unknown> {
  return {
    kind: "drive#file",
    id: `root-of-${email.replaceAll(/\W/g, "-")}`,
    name: "My Drive",
    mimeType: "application/vnd.google-apps.folder",
    owners: [{ emailAddress: email, displayName: email }],
    ownedByMe: true,
    trashed: false,
    version: "1",
    permissions: [permissionAnswer({ id: email, type: "user", role: "owner", emailAddress: email })],
  };
}

function download(asked: Asked): Answer {
  const file = readable(asked);
  if (isAnswer(file)) return file;
  const isNative = file.mimeType.startsWith("application/vnd.google-apps.");
  const refusal = isNative ? "fileNotDownloadable" : (file.refusal ?? (file.canDownload ? undefined : "cannotDownloadFile"));
  if (refusal !== undefined) return googleError(403, refusal);
  const start = Number(/^bytes=(\d+)-$/.exec(asked.headers["range"] ?? "")?.[1] ?? 0);
  const size = sizeOf(file);
  const range = start > 0 ? { "content-range": `bytes ${start}-${size - 1}/${size}` } : {};
  return {
    status: start > 0 ? 206 : 200,
    headers: { "content-type": file.mimeType, "content-length": String(size - start), ...range },
    bytes: bytesOf(file, start),
  };
}

function exportFile(asked: Asked): Answer {
  const file = readable(asked);
  if (isAnswer(file)) return file;
  return sendExport(file, asked.query.get("mimeType") ?? "", false);
}

export function exportByLink(asked: Asked): Answer {
  const file = readable(asked);
  if (isAnswer(file)) return file;
  const { content } = file;
  const type = asked.query.get("type") ?? "";
  if (content.kind === "document" && content.linkSizeBytes !== undefined)
    return { status: 200, headers: { "content-type": type }, bytes: filler(content.linkSizeBytes) };
  return sendExport(file, type, true);
}

function sendExport(file: FakeFile, mimeType: string, isByLink: boolean): Answer {
  if (file.refusal !== undefined) return googleError(403, file.refusal);
  const made = exported(file, mimeType, isByLink);
  if (typeof made === "string") return googleError(made === "badRequest" ? 400 : 403, made);
  return { status: 200, headers: { "content-type": mimeType }, bytes: [made] };
}

function listPermissions({ world, email, id, query, isEmptyPage }: Asked): Answer {
  const drive = world.drives.get(id);
  const file = world.files.get(id);
  const rank = drive === undefined ? (file === undefined ? 0 : rankOf(world, email, file)) : driveRank(world, email, id);
  if (rank === 0) return notFound(id);
  if (rank < CAN_SHARE)
    return googleError(403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.");
  const all = drive === undefined ? (file === undefined ? [] : effectivePermissions(world, file)) : drive.members;
  return page(world, `permissions ${email} ${id}`, query, {
    items: all.map(permissionAnswer),
    name: "permissions",
    size: "pageSize",
    fallback: 100,
    isEmpty: isEmptyPage,
    more: { kind: "drive#permissionList" },
  });
}

function listDrives({ world, email, query, isEmptyPage }: Asked): Answer {
  const seen = [...world.drives.values()].filter(({ id }) => driveRank(world, email, id) > 0);
  return page(world, `drives ${email}`, query, {
    items: seen.map(({ id, name }) => driveAnswer(world, email, id, name)),
    name: "drives",
    size: "pageSize",
    fallback: 10,
    isEmpty: isEmptyPage,
    more: { kind: "drive#driveList" },
  });
}

function logOf({ email, query }: Pick<Asked, "email" | "query">): string {
  const driveId = query.get("driveId");
  return driveId === null ? `user:${email}` : `drive:${driveId}`;
}

function startToken(asked: Asked): Answer {
  const log = logOf(asked);
  const at = asked.world.logs.get(log)?.length ?? 0;
  return { status: 200, json: { kind: "drive#startPageToken", startPageToken: pageToken(asked.world, log, at) } };
}

/** The latest state of each thing that the log names, however often it does. */
function listChanges(asked: Asked): Answer {
  const { world, email, query, isEmptyPage } = asked;
  const log = logOf(asked);
  const driveId = query.get("driveId");
  if (driveId !== null && driveRank(world, email, driveId) === 0) return notFound(driveId);
  const at = placeOf(world, log, query.get("pageToken") ?? "");
  if (at === null) return googleError(410, "invalid", "The page token is no longer valid.");
  const entries = world.logs.get(log) ?? [];
  const size = isEmptyPage ? 0 : Number(query.get("pageSize") ?? 100);
  const end = Math.min(at + size, entries.length);
  const latest = new Map(entries.slice(at, end).map((entry) => [entry.id, entry]));
  const more = end < entries.length || isEmptyPage;
  return {
    status: 200,
    json: {
      kind: "drive#changeList",
      changes: [...latest.values()].map((entry) => changeAnswer(asked, log, entry)),
      ...(more ? { nextPageToken: pageToken(world, log, end) } : { newStartPageToken: pageToken(world, log, entries.length) }),
    },
  };
}

function changeAnswer({ world, email }: Asked, log: string, { kind, id }: LogEntry): Record<string, unknown> {
  const time = new Date(world.now()).toISOString();
  if (kind === "drive") {
    const drive = world.drives.get(id);
    const isSeen = drive !== undefined && driveRank(world, email, id) > 0;
    return {
      kind: "drive#change",
      changeType: "drive",
      driveId: id,
      time,
      removed: !isSeen,
      ...(isSeen && { drive: driveAnswer(world, email, id, drive.name) }),
    };
  }
  const file = world.files.get(id);
  const isSeen = file !== undefined && isSeenInLog(world, log, email, file);
  return {
    kind: "drive#change",
    changeType: "file",
    fileId: id,
    time,
    removed: !isSeen,
    ...(isSeen && { file: fileAnswer(world, email, file) }),
  };
}
