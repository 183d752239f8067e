import { realpathSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { SmartyError } from "@smartypants/sdk";
import type { Page, SourceAnswer } from "./answers.ts";
import type { OpenApi } from "./open-api.ts";

export type Access = { readonly mode: "everyone" } | { readonly mode: "restricted"; readonly allow: readonly string[] };

/** The whole path of a folder that somebody named. Throws when there is none. */
export function folderPath(cwd: string, typed: string): string {
  const path = resolve(cwd, typed);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new SmartyError("not_found", `There is no folder ${path}.`);
  if (!found.isDirectory()) throw new SmartyError("invalid", `${path} is a file. Name the folder it is in.`);
  return path;
}

export async function listSources(api: OpenApi): Promise<readonly SourceAnswer[]> {
  return (await api.get<Page<SourceAnswer>>("/sources")).items;
}

/** The source of that very folder, also when it was added by another way to it. */
export async function findFolderSource(api: OpenApi, path: string): Promise<SourceAnswer | null> {
  const wanted = realOrSame(path);
  const sources = await listSources(api);
  return (
    sources.find(
      (source) => source.connector === "folder" && source.settings.path !== undefined && realOrSame(source.settings.path) === wanted,
    ) ?? null
  );
}

function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A source whose folder is not there any more.
    return path;
  }
}

export async function createFolderSource(
  api: OpenApi,
  { path, name, access }: { readonly path: string; readonly name?: string | undefined; readonly access: Access },
): Promise<SourceAnswer> {
  return api.post<SourceAnswer>("/sources", { connector: "folder", name: name ?? (basename(path) || path), settings: { path }, access });
}

/** A source by its id or its name, whatever the case. */
export async function findSource(api: OpenApi, wanted: string): Promise<SourceAnswer> {
  const sources = await listSources(api);
  const found = sources.filter((source) => source.id === wanted || source.name.toLowerCase() === wanted.toLowerCase());
  const [first] = found;
  if (first === undefined) throw new SmartyError("not_found", `There is no source "${wanted}". smartypants sources lists them.`);
  if (found.length > 1)
    throw new SmartyError("conflict", `Several sources are called "${wanted}". Use the id that smartypants sources shows.`);
  return first;
}
