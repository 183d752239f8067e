import { isSmartyError, type SkipReason, type SmartyError, type SyncOp } from "@smartypants/sdk";
import type { Channel } from "./channels.ts";
import { downloadFile, tooLarge } from "./download.ts";
import { fileDocumentId, fileUrl } from "./links.ts";
import type { SlackSettings } from "./settings.ts";
import type { RawFile, RawMessage } from "./slack-types.ts";
import type { Run } from "./sync-run.ts";
import { fileKey, fileTitle, fileToDocument } from "./to-document.ts";

type Known = ReadonlyMap<string, { readonly changeKey: string }>;

const MEDIA = /^(image|video|audio)\//;

const bytesOfMb = (mb: number) => Math.floor(mb * 1024 ** 2);

/**
 * Shared files that become documents of their own: so a file that is too large or broken costs no message, a reply in a thread downloads
 * nothing again, and a file is a hit with its own name and type. Pictures and films are named in their message only.
 */
export function documentFiles({ files: { enabled } }: SlackSettings, rows: readonly RawMessage[]): readonly RawFile[] {
  if (!enabled) return [];
  const files = new Map<string, RawFile>();
  for (const file of rows.flatMap((row) => row.files ?? [])) if (isDocument(file) && !files.has(file.id)) files.set(file.id, file);
  return [...files.values()];
}

function isDocument(file: RawFile): boolean {
  if (typeof file.id !== "string" || !/^F[A-Z0-9]+$/.test(file.id)) return false;
  if (file.mode === "tombstone" || file.mode === "external" || file.is_external === true) return false;
  return !MEDIA.test(file.mimetype ?? "");
}

/** Only the description is missing: files of other workspaces, and such that the plan hides. */
function isStub(file: RawFile): boolean {
  return file.file_access === "check_file_info" || file.mode === "file_access";
}

export async function* syncFiles(run: Run, channel: Channel, files: readonly RawFile[], known: Known): AsyncGenerator<SyncOp, void> {
  for (const file of files) {
    const id = fileDocumentId(channel.id, file.id);
    if (run.filesShown.has(id)) continue;
    run.filesShown.add(id);
    run.session.context.signal.throwIfAborted();
    const changeKey = known.get(id)?.changeKey;
    // What the plan hides is kept as it was read; what only a second question would describe is taken to be unchanged.
    const isKept = file.mode === "hidden_by_limit" || isStub(file) ? changeKey !== undefined : changeKey === fileKey(file);
    if (isKept) {
      run.shown++;
      yield { op: "unchanged", id };
    } else if (file.mode !== "hidden_by_limit") {
      yield* readFile(run, channel, file, id);
    }
  }
}

async function* readFile(run: Run, channel: Channel, listed: RawFile, id: string): AsyncGenerator<SyncOp, void> {
  const file = isStub(listed) ? await describeFile(run, listed.id) : listed;
  const place = { title: fileTitle(file ?? listed), url: fileUrl(channel, file ?? listed) };
  if (file === null || !isDocument(file) || isStub(file)) {
    yield { op: "skip", id, ...place, reason: "not_downloadable", detail: "Slack does not give this file to the app." };
    return;
  }
  const result = await loadFile(run, channel, file);
  if (!isSmartyError(result)) {
    run.shown++;
    yield { op: "upsert", document: result };
    return;
  }
  const reason = skipReasonOf(result);
  if (reason !== null) yield { op: "skip", id, ...place, reason, detail: result.message };
  else if (result.code !== "not_found")
    yield { op: "error", error: { scope: "document", ref: id, ...errorOf(result), message: result.message } };
}

/** The document, or why there is none. */
export async function loadFile(run: Run, channel: Channel, file: RawFile): Promise<ReturnType<typeof fileToDocument> | SmartyError> {
  const maxBytes = bytesOfMb(run.session.context.settings.files.maxSizeMb);
  if ((file.size ?? 0) > maxBytes) return tooLarge(maxBytes);
  const blob = await downloadFile(run.session, file, maxBytes);
  if (isSmartyError(blob)) return blob;
  if (file.user !== undefined) await run.directory.load([file.user]);
  return fileToDocument(run.session, channel, file, blob, run.names);
}

/** Null when Slack does not tell. */
export async function describeFile({ session }: Run, fileId: string): Promise<RawFile | null> {
  const answer = await session.api.call<{ file?: RawFile }>("files.info", { file: fileId });
  return answer.ok ? (answer.file ?? null) : null;
}

function skipReasonOf({ code }: SmartyError): SkipReason | null {
  if (code === "too_large") return "too_large";
  return code === "unsupported" ? "not_downloadable" : null;
}

function errorOf({ code }: SmartyError) {
  if (code === "forbidden")
    return {
      code,
      retryable: false,
      remediation: "Check the scope files:read under “OAuth & Permissions” and install the app again.",
    } as const;
  return { code: "network", retryable: true } as const;
}
