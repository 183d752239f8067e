import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "@smartypants/adapters";
import { type Actor, actorForUser, createFirstAdmin, createSource, type Ports, requestSync } from "@smartypants/core";
import { openInstance } from "../compose.ts";
import { readConfig } from "../config.ts";
import { startBackgroundWork } from "../worker.ts";

export interface BenchOptions {
  /** Settings as the environment gives them, such as `SMARTY_EMBEDDING_MODEL`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A text of a corpus. */
export interface BenchText {
  /** Becomes the file's name: letters, digits, `.`, `_` and `-`. */
  readonly id: string;
  readonly title?: string;
  readonly text: string;
}

/** The whole product in this process, over a data directory that goes with it. */
export interface Bench {
  readonly ports: Ports;
  /** An administrator who may read whatever the bench adds. */
  readonly actor: Actor;
  /** Adds a folder as a source and waits until both indexes have all of it. Throws unless every file was read. Returns the source's id. */
  addFolder(path: string, name?: string): Promise<string>;
  /** The same for texts: each becomes a Markdown file `<id>.md`, which is then its document's external id. */
  addTexts(name: string, rows: Iterable<BenchText>): Promise<string>;
  /** Stops everything and erases the data. */
  close(): Promise<void>;
}

const ADMIN = { email: "bench@example.org", password: "four quiet herons wading" };
const GRACE_MS = 5_000;

export async function openBench({ environment = {} }: BenchOptions = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "smartypants-bench-"));
  const { config } = readConfig({ SMARTY_LOG_LEVEL: "error", ...environment, SMARTY_DATA_DIR: join(folder, "data") });
  const instance = await openInstance(config, createLogger({ level: config.pinned["logs.level"] ?? "info" }));
  const { ports } = instance;
  const work = await startBackgroundWork(ports, instance.ingest);
  const made = await createFirstAdmin(ports, ADMIN);
  if (made === null) throw new Error("a new data directory has users already");
  const actor = await actorForUser(ports, made.userId);
  const addFolder = async (path: string, name = path): Promise<string> => {
    const access = { mode: "everyone" } as const;
    const { id } = await createSource(ports, actor, { connector: "folder", name, settings: { path }, access, schedule: null });
    const { syncRunId } = await requestSync(ports, actor, id);
    await untilIndexed(ports, syncRunId);
    return id;
  };
  return {
    ports,
    actor,
    addFolder,
    addTexts: async (name, rows) => {
      const path = join(folder, name);
      for (const row of rows) await writeText(path, row);
      return addFolder(path, name);
    },
    close: async () => {
      await work.stop(GRACE_MS);
      await instance.close();
      await rm(folder, { recursive: true });
    },
  };
}

const POLL_MS = 20;

async function untilIndexed({ database }: Ports, syncRunId: string): Promise<void> {
  for (;;) {
    const run = await database.syncRuns.get(syncRunId);
    if (run !== null && run.finishedAt !== null) {
      if (run.state !== "succeeded") throw new Error(`the sync ended as ${run.state}: ${run.error?.message ?? JSON.stringify(run.counts)}`);
      if ((await database.indexChanges.count()) === 0) return;
    }
    await pause(POLL_MS);
  }
}

async function writeText(folder: string, { id, title, text }: BenchText): Promise<void> {
  const file = join(folder, `${id}.md`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `# ${asMarkdown(title ?? id)}\n\n${asMarkdown(text)}\n`);
}

/** Every mark that Markdown could take for its own, escaped: the product must read the text as it was. */
function asMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#+\-!|~&$=]/g, "\\$&").replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
}
