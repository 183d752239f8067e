import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const ROOT = path.join(import.meta.dirname, "..", "..");
const SCRIPT = path.join("packages", "adapters", "src", "embeddings", "onnx", "testing", "hub-process.ts");

/** A hub of models that answers where the server under test looks for one. Its model is no use for searching, and runs like any other. */
export interface FakeHub {
  /** What the next file is like. */
  next(behaviour: "stalls" | "damaged"): void;
  stop(): void;
}

export async function startFakeHub(port: number): Promise<FakeHub> {
  const args = [String(port), "Xenova/all-MiniLM-L6-v2", "384", "tokenizer_config.json,config.json"];
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", SCRIPT, ...args], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(createInterface({ input: child.stdout }), "line");
  return { next: (behaviour) => void child.stdin.write(`${behaviour}\n`), stop: () => void child.kill() };
}
