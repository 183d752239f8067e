import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const SCRIPT = path.join(
  import.meta.dirname,
  "..",
  "..",
  "packages",
  "adapters",
  "src",
  "people",
  "oidc",
  "testing",
  "fake-oidc-process.ts",
);

/** An identity provider in a process of its own, that lets in whoever it is told to. */
export interface FakeOidc {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  signInAs(claims: object): Promise<void>;
  stop(): Promise<void>;
}

export async function startFakeOidc(): Promise<FakeOidc> {
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", SCRIPT], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  // A flow that fails must not keep this process waiting for the other.
  child.stdout.destroy();
  child.unref();
  process.once("exit", () => child.kill());
  const about = JSON.parse(line) as Pick<FakeOidc, "issuer" | "clientId" | "clientSecret">;
  return {
    ...about,
    signInAs: async (claims) => {
      const answer = await fetch(`${about.issuer}/fake/person`, { method: "POST", body: JSON.stringify(claims) });
      if (!answer.ok) throw new Error(`the provider answered ${answer.status}`);
    },
    stop: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
