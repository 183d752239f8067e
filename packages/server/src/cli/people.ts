import { SmartyError } from "@smartypants/sdk";
import type { Page, UserAnswer } from "./answers.ts";
import type { CliContext } from "./context.ts";
import type { OpenApi } from "./open-api.ts";

/** The person of exactly this address. */
export async function findUser(api: OpenApi, email: string): Promise<UserAnswer> {
  const wanted = email.trim().toLowerCase();
  const page = await api.get<Page<UserAnswer>>(`/users?limit=200&query=${encodeURIComponent(wanted)}`);
  const found = page.items.find((person) => person.email === wanted);
  if (found === undefined)
    throw new SmartyError("not_found", `Nobody here has the address ${wanted}. smartypants user list shows everybody.`);
  return found;
}

export async function readPassword(context: CliContext): Promise<string> {
  const password = await context.readStdin();
  if (password === "")
    throw new SmartyError("invalid", 'No password came in. Pipe it: printf %s "$PASSWORD" | smartypants … --password-stdin');
  return password;
}
