import { SmartyError } from "@smartypants/sdk";
import type { Webhook } from "../ports/database/webhooks.ts";
import type { Ports } from "../ports/ports.ts";

/** Binds a sealed secret to its endpoint. */
export function secretContext(webhookId: string): string {
  return `webhook/${webhookId}`;
}

/** Throws `invalid` for what can be no address to post to. Whether it may be reached is found out when it is tried. */
export function checkUrl(text: string): string {
  const url = URL.parse(text);
  const problem = urlProblem(url);
  if (url === null || problem !== null) {
    throw new SmartyError("invalid", `Check the address: ${problem ?? "not valid"}.`, {
      fields: [{ path: "url", message: problem ?? "not valid" }],
    });
  }
  return url.href;
}

function urlProblem(url: URL | null): string | null {
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return "write it as https://example.org/hook";
  if (url.username !== "" || url.password !== "") return "it must not hold a user name or password";
  return null;
}

/** Throws `not_found`. */
export async function webhookById({ database }: Pick<Ports, "database">, id: string): Promise<Webhook> {
  const webhook = await database.webhooks.get(id);
  if (webhook === null) throw new SmartyError("not_found", "There is no such webhook.");
  return webhook;
}
