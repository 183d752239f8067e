import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface DoubleFacts {
  readonly settings: object;
  readonly credential: object;
  /** How much there is of what. */
  readonly facts: Readonly<Record<string, number>>;
}

/** A source's double in a process of its own: what it takes is not measured. */
export interface Double extends DoubleFacts {
  /** Requests by method or route since the last time this was asked. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** From now on a sync looks again at what it has seen. */
  passTime(): Promise<void>;
  /** Changes up to so many things; how many they were. */
  change(count: number): Promise<number>;
  stop(): void;
}

export async function startDouble(kind: "slack" | "drive", size: number): Promise<Double> {
  const entry = fileURLToPath(new URL(`./double-process${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));
  const child = fork(entry, [kind, String(size)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const waiting = new Map<number, (answer: unknown) => void>();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  child.once("exit", (code) => ended.reject(new Error(`the double of ${kind} ended with ${code}`)));
  child.on("message", ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let asked = 0;
  const answerOf = <Value>(id: number): Promise<Value> =>
    Promise.race([new Promise<Value>((resolve) => waiting.set(id, resolve as (answer: unknown) => void)), ended.promise]);
  const ask = async <Value>(name: string, value = 0): Promise<Value> => {
    const answer = answerOf<Value>(++asked);
    child.send({ id: asked, ask: name, value });
    return answer;
  };
  const facts = await answerOf<DoubleFacts>(0);
  return {
    ...facts,
    counts: () => ask("counts"),
    passTime: async () => void (await ask("passTime")),
    change: (count) => ask("change", count),
    stop: () => void child.kill(),
  };
}
