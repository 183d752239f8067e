import { SmartyError } from "@smartypants/sdk";
import type { SignedIn } from "../ports/identity.ts";
import type { Ports } from "../ports/ports.ts";
import { createFirstAdmin, SETUP_TOKEN_SETTING } from "./create-first-admin.ts";
import { normalizeEmail } from "./email.ts";
import type { Caller } from "./sign-in.ts";
import { hashToken } from "./tokens.ts";

export interface Setup {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Whether nobody exists yet. */
export async function isSetupNeeded({ database }: Pick<Ports, "database">): Promise<boolean> {
  return !(await database.people.anyone());
}

/** Makes a token the only one that set-up accepts. Only its hash is stored. */
export async function acceptSetupToken({ database, clock }: Pick<Ports, "database" | "clock">, token: string): Promise<void> {
  await database.settings.set(SETUP_TOKEN_SETTING, await hashToken(token), null, clock.now());
}

/** Whether set-up would accept this token. */
export async function isSetupToken({ database }: Pick<Ports, "database">, token: string): Promise<boolean> {
  const expected = await database.settings.get(SETUP_TOKEN_SETTING);
  return typeof expected === "string" && expected === (await hashToken(token));
}

/** Makes the first administrator and signs them in. Throws `conflict` once anybody exists, `forbidden` for a wrong token. */
export async function completeSetup(
  ports: Pick<Ports, "database" | "identity" | "clock" | "ids" | "bus">,
  setup: Setup,
  caller: Caller,
): Promise<SignedIn> {
  const done = new SmartyError("conflict", "This SmartyPants is set up already. Sign in, or ask an administrator for an invitation.");
  if (!(await isSetupNeeded(ports))) throw done;
  if (!(await isSetupToken(ports, setup.token))) {
    throw new SmartyError(
      "forbidden",
      "The set-up token is wrong. It is in the server's log and in the file setup-token of the data directory.",
    );
  }
  if ((await createFirstAdmin(ports, setup)) === null) throw done;
  const signedIn = await ports.identity.signIn({ email: normalizeEmail(setup.email), password: setup.password, remember: true, ...caller });
  if (signedIn === null) throw new SmartyError("internal", "the account just made cannot sign in");
  return signedIn;
}
