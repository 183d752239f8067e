import {
  deleteDocument,
  deleteUploadFolder,
  getUpload,
  listDocuments,
  listFolders,
  listOpenUploads,
  listReadableSources,
  listUsers,
  listVersions,
  moveUploadFolder,
  reindexDocument,
  type Upload,
} from "@smartypants/client";
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, toApiError, unwrap } from "../../../app/api.ts";
import type { BrowseState } from "./browse-state.ts";

const PAGE = 200;

export const readableSourcesQuery = queryOptions({
  queryKey: ["documents", "sources"],
  queryFn: async ({ signal }) => (await unwrap(listReadableSources({ client, signal }))).items,
});

export const foldersQuery = (source: string | undefined) =>
  queryOptions({
    queryKey: ["documents", "folders", source],
    queryFn: async ({ signal }) => (await unwrap(listFolders({ client, query: { source: source ?? "" }, signal }))).items,
    enabled: source !== undefined,
  });

export const documentListQuery = ({ source, folder, q, order = "title" }: BrowseState) => {
  const query = {
    limit: PAGE,
    order,
    ...(source !== undefined && { source }),
    ...(folder !== undefined && { folder }),
    ...(q !== undefined && { title: q }),
  };
  return infiniteQueryOptions({
    queryKey: ["documents", "list", query],
    queryFn: ({ pageParam, signal }) =>
      unwrap(listDocuments({ client, query: { ...query, ...(pageParam !== null && { cursor: pageParam }) }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
};

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["document", id, "versions"],
    queryFn: async ({ signal }) => (await unwrap(listVersions({ client, path: { id }, signal }))).items,
  });

/** People by part of their name or address; answered to administrators. */
export const peopleQuery = (text: string) =>
  queryOptions({
    queryKey: ["people", "find", text],
    queryFn: async ({ signal }) =>
      (await unwrap(listUsers({ client, query: { limit: 20, ...(text !== "" && { query: text }) }, signal }))).items,
    placeholderData: keepPreviousData,
  });

export const openUploadsQuery = queryOptions({
  queryKey: ["uploads", "open"],
  queryFn: async ({ signal }) => (await unwrap(listOpenUploads({ client, signal }))).items,
});

export const reindexMutation = mutationOptions({ mutationFn: (id: string) => unwrap(reindexDocument({ client, path: { id } })) });

export const deleteDocumentMutation = mutationOptions({ mutationFn: (id: string) => unwrap(deleteDocument({ client, path: { id } })) });

export const moveFolderMutation = mutationOptions({
  mutationFn: ({ id, path }: { readonly id: string; readonly path: string }) =>
    unwrap(moveUploadFolder({ client, path: { id }, body: { path } })),
});

export const deleteFolderMutation = mutationOptions({ mutationFn: (id: string) => unwrap(deleteUploadFolder({ client, path: { id } })) });

export async function readUpload(id: string): Promise<Upload> {
  return unwrap(getUpload({ client, path: { id } }));
}

export interface UploadAccess {
  readonly mode: "private" | "everyone" | "restricted";
  readonly allow?: readonly string[];
}

interface SendOptions {
  /** Its folders, as they were dragged; empty for a single file, which is a new document each time. */
  readonly folder: string;
  readonly access: UploadAccess;
  /** The same key for another try: a file that did arrive is not stored twice. */
  readonly onceKey: string;
  readonly signal: AbortSignal;
  /** How much of it is sent, from 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/** Sends one file. By XMLHttpRequest, for fetch does not say how far it has come. */
export function sendFile(file: File, { folder, access, onceKey, signal, onProgress }: SendOptions): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    const body = new FormData();
    body.append("file", file, file.name);
    if (folder !== "") body.append("path", `${folder}/${file.name}`);
    body.append("access", JSON.stringify(access));
    request.open("POST", "/api/v1/uploads");
    request.setRequestHeader("Idempotency-Key", onceKey);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
    request.addEventListener("loadend", () => {
      signal.removeEventListener("abort", stop);
      const answer: unknown = request.response;
      const uploads = (answer as { readonly documents?: readonly Upload[] } | null)?.documents;
      if (request.status === 201 && uploads?.[0] !== undefined) resolve(uploads[0]);
      else if (signal.aborted) reject(new DOMException("The upload was stopped.", "AbortError"));
      else reject(toApiError(answer, request.status === 0 ? undefined : new Response(null, { status: request.status })));
    });
    signal.addEventListener("abort", stop);
    request.send(body);
  });
}
