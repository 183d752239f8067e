import { explainAccess, getDocument, getDocumentText, listDocuments } from "@smartypants/client";
import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

/** `conversation`: the one that a file is attached to, which can be read only there. */
export const documentQuery = (id: string, conversation: string | null = null) =>
  queryOptions({
    queryKey: ["document", id, ...(conversation === null ? [] : [{ conversation }])],
    queryFn: ({ signal }) => unwrap(getDocument({ client, path: { id }, query: where(conversation), signal })),
  });

/** A version's text never changes, but whether one may read it does. */
export const documentTextQuery = (id: string, version: number | undefined, conversation: string | null = null) =>
  queryOptions({
    queryKey: ["document", id, "text", version ?? "latest", ...(conversation === null ? [] : [{ conversation }])],
    queryFn: ({ signal }) =>
      unwrap(
        getDocumentText({ client, path: { id }, query: { ...where(conversation), ...(version !== undefined && { version }) }, signal }),
      ),
  });

function where(conversation: string | null): { conversation?: string } {
  return conversation === null ? {} : { conversation };
}

/** Through which grants somebody may read it; administrators may ask about others too. */
export const accessQuery = (id: string, userId: string) =>
  queryOptions({
    queryKey: ["document", id, "access", userId],
    queryFn: ({ signal }) => unwrap(explainAccess({ client, path: { id }, query: { user: userId }, signal })),
  });

const SAMPLED = 200;

/** Sources of which the reader may open something, by name. Editors could list all sources; everybody else learns of them by their documents. */
export const searchableSourcesQuery = queryOptions({
  queryKey: ["documents", "sources"],
  queryFn: async ({ signal }) => {
    const { items } = await unwrap(listDocuments({ client, query: { limit: SAMPLED }, signal }));
    const sources = new Map(items.map(({ source }) => [source.id, source]));
    return [...sources.values()].toSorted((one, other) => one.name.localeCompare(other.name));
  },
});
