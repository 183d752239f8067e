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

export interface DriveSettings {
  readonly advanced: Readonly<Record<"apiBaseUrl" | "directoryBaseUrl" | "tokenUrl" | "authorizeUrl" | "timeUrl", string>>;
}

export interface FakeDrive extends FakeSource<DriveSettings, { readonly key: string; readonly adminEmail: string }> {
  readonly oauthClient: { readonly clientId: string; readonly clientSecret: string };
  /** What it grants from now on: scopes by their last word, and addresses that it sends a browser back to. */
  grant(change: { readonly granted?: readonly string[]; readonly redirectUris?: readonly string[] }): Promise<void>;
  /** What it was asked wrongly. */
  complaints(): Promise<readonly string[]>;
}

/** Of the domain that the owner's address is in. */
export async function startFakeDrive(ownerEmail: string): Promise<FakeDrive> {
  const fake = await start<DriveSettings, FakeDrive["credential"], Pick<FakeDrive, "oauthClient">>("google-drive", ownerEmail);
  const control = `${fake.settings.advanced.apiBaseUrl}/fake`;
  return {
    ...fake,
    grant: async (change) => {
      const answer = await fetch(control, { method: "POST", body: JSON.stringify(change) });
      if (!answer.ok) throw new Error(`the made-up Google answered ${answer.status}`);
    },
    complaints: async () => ((await (await fetch(control)).json()) as { readonly complaints: readonly string[] }).complaints,
  };
}

async function start<Settings, Credential, More = unknown>(
  name: string,
  ...args: readonly string[]
): Promise<FakeSource<Settings, Credential> & More> {
  const script = path.join("scripts", "dev", "serve-fake.mjs");
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", script, name, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = JSON.parse(await firstLine(child)) as More & { readonly settings: Settings; readonly credential: Credential };
  return { ...said, stop: () => void child.kill() };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the made-up source has no output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the made-up source ended before it was ready");
}
