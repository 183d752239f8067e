import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

const ROOT = path.join(import.meta.dirname, "..", "..");

/** A made-up source in a process of its own. */
export interface FakeSource<Settings, Credential> {
  readonly settings: Settings;
  readonly credential: Credential;
  stop(): void;
}

export interface SlackSettings {
  readonly advanced: { readonly apiBaseUrl: string; readonly filesHosts: readonly string[]; readonly timeUrl: string };
}

export function startFakeSlack(ownerEmail: string): Promise<FakeSource<SlackSettings, { readonly botToken: string }>> {
  return start("slack", ownerEmail);
}

async function start<Settings, Credential>(name: string, ...more: readonly string[]): Promise<FakeSource<Settings, Credential>> {
  const script = path.join("scripts", "dev", "serve-fake.mjs");
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", script, name, ...more], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = JSON.parse(await firstLine(child)) as { readonly settings: Settings; readonly credential: Credential };
  return { ...said, stop: () => void child.kill() };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the made-up source has no output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the made-up source ended before it was ready");
}
