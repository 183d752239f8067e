import {
  addSampleSource,
  checkSource,
  completeSetup,
  type CompleteSetupData,
  createSource,
  getSetupProgress,
  getSyncRun,
  listDocuments,
  passSetupStep,
  type PassSetupStepData,
  syncSource,
  upload,
} from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, client, unwrap } from "../../app/api.ts";

export const setupMutation = mutationOptions({
  mutationFn: (body: CompleteSetupData["body"]) => unwrap(completeSetup({ client, body })),
});

/** What was done or passed by, in whatever browser. */
export const progressQuery = queryOptions({
  queryKey: ["setup", "progress"],
  queryFn: async ({ signal }) => (await unwrap(getSetupProgress({ client, signal }))).passed,
  staleTime: 0,
});

export const passMutation = mutationOptions({
  mutationFn: async (step: PassSetupStepData["body"]["step"]) => (await unwrap(passSetupStep({ client, body: { step } }))).passed,
  onSuccess: (passed, _step, _kept, { client: cache }) => cache.setQueryData(progressQuery.queryKey, passed),
});

/** Whether there is anything to search yet. */
export const anyDocumentQuery = queryOptions({
  queryKey: ["documents", "any"],
  queryFn: async ({ signal }) => (await unwrap(listDocuments({ client, query: { limit: 1 }, signal }))).items.length > 0,
  staleTime: 0,
});

export const sampleMutation = mutationOptions({ mutationFn: () => unwrap(addSampleSource({ client })) });

/** Probes the folder first: its remedy says more than a sync that failed. */
export const folderMutation = mutationOptions({
  mutationFn: async (path: string) => {
    const settings = { path };
    const { checks } = await unwrap(checkSource({ client, body: { connector: "folder", settings, access: { mode: "everyone" } } }));
    const failed = checks.find(({ status, required }) => required && status === "failed");
    if (failed !== undefined) {
      throw new ApiError({ status: 400, code: "invalid", detail: failed.remediation ?? failed.title, requestId: "" });
    }
    const name =
      path
        .replace(/[\\/]+$/, "")
        .split(/[\\/]/)
        .at(-1) ?? path;
    const source = await unwrap(createSource({ client, body: { connector: "folder", name, settings, access: { mode: "everyone" } } }));
    return unwrap(syncSource({ client, path: { id: source.id }, body: {} }));
  },
});

export const uploadMutation = mutationOptions({
  mutationFn: ({ files, isPrivate }: { readonly files: readonly File[]; readonly isPrivate: boolean }) =>
    unwrap(upload({ client, body: { file: [...files], access: JSON.stringify({ mode: isPrivate ? "private" : "everyone" }) } })),
});

const LOOK_AGAIN_MS = 700;

/** A sync until it ends. */
export const syncRunQuery = (id: string) =>
  queryOptions({
    queryKey: ["sync-run", id],
    queryFn: ({ signal }) => unwrap(getSyncRun({ client, path: { id }, signal })),
    refetchInterval: ({ state }) => (state.data === undefined || isGoingOn(state.data.state) ? LOOK_AGAIN_MS : false),
  });

export function isGoingOn(state: string): boolean {
  return state === "queued" || state === "running";
}
