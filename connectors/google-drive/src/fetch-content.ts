import { type BlobRef, type HttpAnswer, isSmartyError, type Section, type SkipReason, SmartyError } from "@smartypants/sdk";
import { exportLinksOf } from "./drive-calls.ts";
import { type Export, planContent } from "./formats.ts";
import { RESOURCE_KEYS } from "./google.ts";
import { GoogleError } from "./google-error.ts";
import { type ItemFault, itemFault } from "./item-fault.ts";
import type { Session } from "./plan.ts";
import type { Placed } from "./place.ts";
import { steadyStream } from "./steady-stream.ts";
import { titleOf } from "./titles.ts";

export type Content =
  | { readonly kind: "sections"; readonly sections: readonly Section[]; readonly mimeType: string }
  | { readonly kind: "skip"; readonly reason: SkipReason; readonly detail: string }
  | { readonly kind: "fault"; readonly fault: ItemFault };

const TRIES = 2;

/** Reads a file into the host's store, or says why not. Throws what is not the file's own fault. */
export async function fetchContent(session: Session, placed: Placed): Promise<Content> {
  const plan = planContent(placed.file, session.maxBytes);
  if (plan.kind === "skip") return plan;
  try {
    if (plan.kind === "export") return await exported(session, placed, plan.formats);
    const mimeType = plainType(placed.file.mimeType);
    const blob = await stored(session, (from) => download(session, placed, from), plan.sizeBytes);
    return sectionsOf(placed, blob, mimeType, titleOf(placed.file.name));
  } catch (error) {
    session.context.signal.throwIfAborted();
    if (isSmartyError(error) && error.code === "too_large") return { kind: "skip", reason: "too_large", detail: error.message };
    return { kind: "fault", fault: itemFault(error) };
  }
}

/** What a document says its type is; the readers look for themselves. */
function plainType(mimeType: string | null | undefined): string {
  const type = (mimeType ?? "").split(";")[0]?.trim() ?? "";
  return /^[a-z]+\/[\w.+-]+$/i.test(type) ? type : "application/octet-stream";
}

function sectionsOf({ url }: Placed, blob: BlobRef, mimeType: string, filename: string): Content {
  if (blob.sizeBytes === 0) return { kind: "skip", reason: "empty", detail: "The file is empty." };
  return { kind: "sections", mimeType, sections: [{ kind: "blob", blob, mimeType, filename, url }] };
}

function download({ google }: Session, { id, file, account }: Placed, from: number): Promise<HttpAnswer> {
  const headers = {
    ...(from > 0 && { range: `bytes=${from}-` }),
    ...(typeof file.resourceKey === "string" && { [RESOURCE_KEYS]: `${id}/${file.resourceKey}` }),
  };
  return google.content(account, `/drive/v3/files/${encodeURIComponent(id)}`, { alt: "media", supportsAllDrives: "true" }, headers);
}

/** In the best format that Google gives: by the ordinary way up to 10 MB, then by the link that its own pages use, then with less in it. */
async function exported(session: Session, placed: Placed, formats: readonly Export[]): Promise<Content> {
  const { google } = session;
  const path = `/drive/v3/files/${encodeURIComponent(placed.id)}/export`;
  const filename = (format: Export) => `${titleOf(placed.file.name)}${format.extension}`;
  let refusal: unknown;
  for (const format of formats) {
    try {
      const blob = await stored(session, () => google.content(placed.account, path, { mimeType: format.mimeType }), null);
      return sectionsOf(placed, blob, format.mimeType, filename(format));
    } catch (error) {
      if (!isExportLimit(error)) throw error;
      refusal = error;
    }
    const blob = await byLink(session, placed, format);
    if (blob !== null) return sectionsOf(placed, blob, format.mimeType, filename(format));
  }
  throw refusal;
}

/** Null when there is no such link, or Google refuses it too. */
async function byLink(session: Session, { account, id }: Placed, format: Export): Promise<BlobRef | null> {
  const link = (await exportLinksOf(session.google, account, id))[format.mimeType];
  if (link === undefined || !URL.canParse(link)) return null;
  try {
    return await stored(session, () => session.google.exportLink(account, link), null);
  } catch (error) {
    // A second refusal says no more than the first.
    if (error instanceof GoogleError && error.status < 500 && error.status !== 401) return null;
    throw error;
  }
}

function isExportLimit(error: unknown): boolean {
  return error instanceof GoogleError && error.reason === "exportSizeLimitExceeded";
}

/** Streams an answer into the host's store, never holding more than a piece of it, and never more than the limit in all. */
async function stored(session: Session, open: (from: number) => Promise<HttpAnswer>, sizeBytes: number | null): Promise<BlobRef> {
  const { context, maxBytes } = session;
  for (let tries = 1; ; tries++) {
    context.signal.throwIfAborted();
    const { stream, fault } = steadyStream(await open(0), sizeBytes === null ? null : open, maxBytes);
    try {
      const blob = await context.blobs.put(stream);
      if (sizeBytes === null || blob.sizeBytes === sizeBytes) return blob;
      throw new SmartyError("network", "The file changed while it was read; it is tried again later.");
    } catch (error) {
      context.signal.throwIfAborted();
      const cause = fault();
      // By the host's own limit, or a fault of the host: not the file's.
      if (cause === undefined) throw error;
      const isLost = !(cause instanceof GoogleError) && (!isSmartyError(cause) || cause.code === "network");
      if (!isLost) throw cause;
      if (tries >= TRIES) throw new SmartyError("network", "The connection breaks off while this file is read.", { cause });
    }
  }
}
