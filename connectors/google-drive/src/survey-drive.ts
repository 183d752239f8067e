import { globFault, type SurveyOp } from "@smartypants/sdk";
import type { DriveContext } from "./context.ts";
import { createForest, type Folder } from "./forest.ts";
import { FOLDER, planContent, SHORTCUT } from "./formats.ts";
import { chosenFolders, filesOf, foldersOf } from "./full-sync.ts";
import { isDriveLeftOut, openSession } from "./plan.ts";
import type { Seen } from "./readers.ts";
import { createRun, type Run } from "./run.ts";
import type { DriveSettings } from "./settings.ts";
import { wordsOfRun } from "./sync-drive.ts";
import { titleOf } from "./titles.ts";
import { walkFolders } from "./walk.ts";

interface About {
  isAbout: boolean;
}

/** Every folder and file that the account sees in what is to be read, with what the settings make of it. Nothing is read, nobody's rights are looked up. */
export async function* surveyDrive(context: DriveContext): AsyncGenerator<SurveyOp, void> {
  try {
    yield* faultsOf(context.settings);
    const session = await openSession(context);
    const run = createRun(session, createForest(session), "places");
    yield* surveyFolders(run);
    const about: About = { isAbout: false };
    for await (const page of filesToJudge(run, about)) yield* judgePage(run, page, about);
    for (const id of run.missing)
      yield { op: "note", setting: "folders", message: `The folder ${id} cannot be seen by any account of this source.` };
    yield { op: "end", isAbout: about.isAbout, isPartial: run.isIncomplete };
  } catch (error) {
    throw wordsOfRun(context, error);
  }
}

/** Drives and folders, whether wanted or not, by their paths. */
async function* surveyFolders(run: Run): AsyncGenerator<SurveyOp, void> {
  const { roots } = run.session;
  const found: Folder[] = [];
  for (const root of roots.values()) {
    const top = await run.forest.find(root.top.id ?? "", root.corpus.account);
    if (top !== null) found.push(top);
    for (const seen of await foldersOf(run, root)) if (!run.forest.has(seen.file.id ?? "")) found.push(run.forest.put(seen));
  }
  for (const folder of found) {
    const isIn = await run.forest.isWanted(folder);
    const why = isIn ? undefined : await whyFolder(run, folder);
    const container = { op: "container", id: folder.id, title: await placeOf(run, folder), isIn } as const;
    yield { ...container, ...(why !== undefined && { why }) };
  }
}

/** What a sync would look at: everything, or what lies in the chosen folders. */
async function* filesToJudge(run: Run, about: About): AsyncGenerator<readonly Seen[], void> {
  const { session } = run;
  if (session.scope.folders.size > 0) return yield* walkFolders(run, await chosenFolders(run));
  const outside = new Map<string, Seen>();
  for (const root of session.roots.values()) yield* filesOf(run, root, outside);
  // The same file may be told of by several people who see it.
  about.isAbout ||= outside.size > 0;
  yield [...outside.values()];
}

async function* judgePage(run: Run, page: readonly Seen[], about: About): AsyncGenerator<SurveyOp, void> {
  for (const seen of page) {
    const op = await judgeFile(run, seen);
    if (op === "shortcut") about.isAbout = true;
    else if (op !== null) yield op;
  }
}

/** Null for what is no file, or was told already. */
async function judgeFile(run: Run, { file, account, placedBy }: Seen): Promise<SurveyOp | "shortcut" | null> {
  const { session, forest } = run;
  const { id } = file;
  if (typeof id !== "string" || file.mimeType === FOLDER || run.shown.has(id)) return null;
  run.shown.add(id);
  const folder = await forest.parentOf(file, placedBy ?? account);
  const above = await forest.pathOf(folder);
  const path = `${above === "" ? "" : `${above}/`}${titleOf(file.name).replaceAll("/", "\u2215")}`;
  const item = { op: "item", id, title: path } as const;
  if (isDriveLeftOut(session, file)) return { ...item, isIn: false, why: "in a shared drive that is not selected" };
  if (!(await forest.isWanted(folder))) return { ...item, isIn: false, why: "its folder is left out" };
  if (session.scope.isLeftOut(path)) return { ...item, isIn: false, why: "left out by a pattern" };
  // What it leads to counts where it lies, or is met at the first sync.
  if (file.mimeType === SHORTCUT) return "shortcut";
  const plan = planContent(file, session.maxBytes);
  return plan.kind === "skip" ? { ...item, isIn: true, skip: plan.reason, why: plan.detail } : { ...item, isIn: true };
}

async function whyFolder({ session: { scope }, forest }: Run, folder: Folder): Promise<string> {
  if (scope.excluded.has(folder.id)) return "a folder to leave out";
  if (!folder.isTop && scope.isLeftOut(await forest.pathOf(folder))) return "left out by a pattern";
  return scope.folders.size > 0 ? "not in the chosen folders" : "the folder or drive above is left out";
}

async function placeOf({ forest }: Run, folder: Folder): Promise<string> {
  const path = await forest.pathOf(folder);
  return path === "" ? titleOf(folder.name) : path;
}

function* faultsOf({ exclude }: DriveSettings): Generator<SurveyOp, void> {
  for (const glob of exclude) {
    const message = globFault(glob);
    if (message !== null) yield { op: "note", setting: "exclude", message };
  }
}
