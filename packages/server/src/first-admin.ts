import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { acceptSetupToken, createFirstAdmin, isSetupNeeded, isSetupToken } from "@smartypants/core";
import { dataPaths, type Instance } from "./compose.ts";
import type { Config } from "./config.ts";

/** Makes the first administrator from the environment, or prints the one-time link with which a person makes it. */
export async function prepareFirstAdmin({ ports }: Instance, config: Config, url: string, print: (line: string) => void): Promise<void> {
  const file = dataPaths(config.dataDir).setupToken;
  const forget = (): void => rmSync(file, { force: true });
  if (config.adminEmail !== undefined && config.adminPassword !== undefined) {
    const made = await createFirstAdmin(ports, { email: config.adminEmail, password: config.adminPassword });
    if (made !== null) print(`The administrator ${config.adminEmail} was created.`);
  }
  if (!(await isSetupNeeded(ports))) return forget();
  const token = await currentToken(ports, file);
  print(`Create the first administrator: ${url}/setup#token=${token}`);
  print(
    `  or: curl ${url}/api/v1/setup -H 'Content-Type: application/json' -d '{"token":"${token}","name":"…","email":"…","password":"…"}'`,
  );
  const unsubscribe = ports.bus.subscribe("settings", ({ key }) => {
    if (key !== "setup.token") return;
    forget();
    unsubscribe();
  });
}

/** The token of the last start while it is unused, else a new one. */
async function currentToken(ports: Instance["ports"], file: string): Promise<string> {
  const known = readToken(file);
  if (known !== null && (await isSetupToken(ports, known))) return known;
  const token = randomBytes(24).toString("base64url");
  rmSync(file, { force: true });
  writeFileSync(file, token, { mode: 0o600, flag: "wx" });
  await acceptSetupToken(ports, token);
  return token;
}

function readToken(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    // None yet, or not readable: a new one is made.
    return null;
  }
}
