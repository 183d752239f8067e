import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { until } from "../../testing/open-test-server.ts";
import { readEvents, type SentEvent } from "../../testing/read-events.ts";
import { type CliServer, startCliServer } from "./cli-server.ts";
import { compileCacheIn } from "./kill-rounds.ts";
import { type SlowModel, type SlowModelOptions, startSlowModel } from "./slow-model.ts";
import { tempFolder } from "./temp-folder.ts";

const SENTENCE = "Birthing parents receive twenty-two weeks of parental leave [1]. ";

export interface RunBody {
  readonly state: string;
  readonly mode: string;
  readonly answer: string;
}

export interface AnsweringServer {
  readonly model: SlowModel;
  readonly server: CliServer;
  readonly key: string;
  /** The same data directory once more. */
  restart(): CliServer;
  /** Asks in a new conversation; answers with the run's id. */
  ask(): Promise<string>;
  run(runId: string, on?: CliServer): Promise<RunBody>;
  /** Follows a run as a browser does; `lastEventId` as after a reload. */
  follow(
    runId: string,
    lastEventId?: string,
    enough?: (events: readonly SentEvent[]) => boolean,
    on?: CliServer,
  ): Promise<readonly SentEvent[]>;
}

/** The product in a process of its own with one document, and a language model that takes its time. */
export async function startAnsweringServer(slow: Pick<SlowModelOptions, "times" | "everyMs">): Promise<AnsweringServer> {
  const model = await startSlowModel({ sentence: SENTENCE, ...slow });
  onTestFinished(() => model.close());
  const folder = tempFolder();
  const files = join(folder, "files");
  mkdirSync(files);
  writeFileSync(join(files, "leave.md"), "# Parental leave\n\nBirthing parents receive twenty-two weeks of parental leave.\n");
  const environment = { SMARTY_CHAT_MODEL: "openai-compatible/slow", OPENAI_BASE_URL: model.baseUrl };
  const start = (): CliServer => {
    const made = startCliServer({ dataDir: join(folder, "data"), compileCache: compileCacheIn(folder), environment });
    onTestFinished(async () => void (await made.kill("SIGKILL")));
    return made;
  };
  const server = start();
  const source = { connector: "folder", name: "files", settings: { path: files }, access: { mode: "everyone" }, schedule: null };
  const { body } = await server.call<{ id: string }>("POST", "/api/v1/sources", source);
  await server.call("POST", `/api/v1/sources/${body.id}/sync`, {});
  await until(async () => {
    const { items } = (await server.call<{ items: readonly { id: string }[] }>("GET", "/api/v1/documents")).body;
    const found = await server.call<{ hits: readonly object[] }>("POST", "/api/v1/search", { query: "parental leave" });
    return items.length > 0 && found.body.hits.length > 0 ? true : undefined;
  }, 30_000);
  const { key } = (await server.call<{ key: string }>("POST", "/api/v1/api-keys", { name: "proof" })).body;
  return {
    model,
    server,
    key,
    restart: start,
    ask: async () => {
      const conversation = await server.call<{ id: string }>("POST", "/api/v1/conversations", {});
      const content = "How many weeks of parental leave do birthing parents receive?";
      const asked = await server.call<{ runId: string }>("POST", `/api/v1/conversations/${conversation.body.id}/messages`, { content });
      expect(asked.status, asked.text).toBe(202);
      return asked.body.runId;
    },
    run: async (runId, on = server) => (await on.call<RunBody>("GET", `/api/v1/runs/${runId}`)).body,
    follow: async (runId, lastEventId, enough, on = server) => {
      const headers = { authorization: `Bearer ${key}`, ...(lastEventId !== undefined && { "Last-Event-ID": lastEventId }) };
      return readEvents(await fetch(`${await on.ready()}/api/v1/runs/${runId}/events`, { headers }), enough);
    },
  };
}

/** The words of an answer as a reader put them together. */
export function wordsOf(events: readonly SentEvent[]): string {
  return events.map(({ event, data }) => (event === "delta" ? (data as { text: string }).text : "")).join("");
}

export const isUnderWay = (events: readonly SentEvent[]): boolean => events.filter(({ event }) => event === "delta").length >= 3;
