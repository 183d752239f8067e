import { type Corpus, type DriveFile, listFiles, quoted } from "./drive-calls.ts";
import { type Folder } from "./forest.ts";
import { emailsOf } from "./look-up.ts";
import { FOLDER } from "./formats.ts";
import { isExpiredToken } from "./google-error.ts";
import { homeOf } from "./plan.ts";
import type { Seen } from "./readers.ts";
import type { Run } from "./run.ts";

/** Folders whose content is asked for at once: a longer question would be refused. */
const FOLDERS_AT_ONCE = 40;
/** A page token that is refused begins the list anew, so often. */
const RESTARTS = 3;

/** Every page of a list, the next one asked for while one is worked on. */
export async function* pagesOf(run: Run, corpus: Corpus, q: string): AsyncGenerator<readonly DriveFile[], void> {
  const { google, context } = run.session;
  let restarts = 0;
  const ask = (token: string | undefined) => {
    const page = listFiles(google, corpus, q, token);
    page.catch(() => undefined);
    return page;
  };
  let pending: ReturnType<typeof listFiles> | null = ask(undefined);
  while (pending !== null) {
    context.signal.throwIfAborted();
    try {
      const page: Awaited<ReturnType<typeof listFiles>> = await pending;
      if (page.isIncomplete) run.isIncomplete = true;
      pending = page.next === undefined ? null : ask(page.next);
      yield page.files;
    } catch (error) {
      // Page tokens live for some hours. What was shown already is not shown again.
      if (!isExpiredToken(error) || ++restarts > RESTARTS) throw error;
      pending = ask(undefined);
    }
  }
}

/** The folders of a root. */
export const FOLDERS_OF = `trashed = false and mimeType = ${quoted(FOLDER)}`;
/** All else. */
export const FILES_OF = `trashed = false and mimeType != ${quoted(FOLDER)}`;

/** Everything below these folders, level by level; folders are met before what is in them, and each once, whatever leads to it. */
export async function* walkFolders(run: Run, starts: readonly Folder[]): AsyncGenerator<readonly Seen[], void> {
  const passed = new Set(starts.map(({ id }) => id));
  let level = [...starts];
  while (level.length > 0) {
    const below: Folder[] = [];
    for (const { corpus, q } of questionsFor(run, level)) {
      for await (const files of pagesOf(run, corpus, q)) {
        const page = atHome(run, files, corpus.account);
        below.push(...(await enterFolders(run, page, passed)));
        yield page;
      }
    }
    level = below;
  }
}

/** The folders of a page that are to be walked through next. */
async function enterFolders(run: Run, page: readonly Seen[], passed: Set<string>): Promise<readonly Folder[]> {
  const wanted: Folder[] = [];
  for (const seen of page) {
    const { id = "", mimeType } = seen.file;
    if (mimeType !== FOLDER || id === null || passed.has(id)) continue;
    passed.add(id);
    const folder = run.forest.put(seen);
    if (await run.forest.isWanted(folder)) wanted.push(folder);
  }
  return wanted;
}

function questionsFor(run: Run, folders: readonly Folder[]): readonly { readonly corpus: Corpus; readonly q: string }[] {
  return byCorpus(run, folders).flatMap(([corpus, group]) => {
    const questions: { readonly corpus: Corpus; readonly q: string }[] = [];
    for (let at = 0; at < group.length; at += FOLDERS_AT_ONCE) {
      const parents = group.slice(at, at + FOLDERS_AT_ONCE).map(({ id }) => `${quoted(id)} in parents`);
      questions.push({ corpus, q: `(${parents.join(" or ")}) and trashed = false` });
    }
    return questions;
  });
}

function byCorpus({ session }: Run, folders: readonly Folder[]): readonly (readonly [Corpus, readonly Folder[]])[] {
  const groups = new Map<string, [Corpus, Folder[]]>();
  for (const folder of folders) {
    const corpus = homeOf(session, folder.seen.file)?.corpus ?? { account: folder.seen.account };
    const key = JSON.stringify(corpus);
    const group = groups.get(key) ?? [corpus, []];
    group[1].push(folder);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Each file with the account that is asked about it from now on. What is at home nowhere is remembered as seen by this one too. */
export function atHome({ session, outside }: Run, files: readonly DriveFile[], account: string): readonly Seen[] {
  return files.flatMap((file): readonly Seen[] => {
    if (typeof file.id !== "string") return [];
    const home = homeOf(session, file);
    if (home !== null) return [{ file, account: home.corpus.account, placedBy: account, seers: emailsOf(session, home.corpus.account) }];
    const seers = outside.get(file.id) ?? new Set();
    for (const email of emailsOf(session, account)) seers.add(email);
    outside.set(file.id, seers);
    return [{ file, account, seers: [...seers].toSorted() }];
  });
}
