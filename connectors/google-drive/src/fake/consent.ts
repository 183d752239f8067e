import type { Answer } from "./paging.ts";
import type { SignIn } from "./sign-in.ts";
import type { World } from "./world.ts";

/** What the buttons of the page add to its address: whose account it is, or that access is refused. */
const ALLOW = "allow";
const REFUSE = "refuse";

/** The page where the browser chooses an account and presses “Allow” or “Cancel”, and what follows: the way back with a code, or with a refusal. */
export function consent({ world, signIn }: { readonly world: World; readonly signIn: SignIn }, url: URL): Answer {
  const query = url.searchParams;
  const redirectUri = query.get("redirect_uri") ?? "";
  // As Google: what is wrong with the client is told to the person, and nobody is sent anywhere.
  if (query.get("client_id") !== signIn.clientId)
    return pageOf(401, "Access blocked: authorisation error", "<p>Error 401: invalid_client</p>");
  if (!URL.canParse(redirectUri) || signIn.redirectUris?.has(redirectUri) === false)
    return pageOf(400, "Access blocked: this app’s request is invalid", "<p>Error 400: redirect_uri_mismatch</p>");
  const email = query.get(ALLOW);
  if (email === null && !query.has(REFUSE)) return pageOf(200, "Choose an account", choices([...world.users.keys()], query));
  const back = new URL(redirectUri);
  back.searchParams.set("state", query.get("state") ?? "");
  if (email === null) back.searchParams.set("error", "access_denied");
  else back.searchParams.set("code", signIn.authorize(email, query));
  return { status: 302, headers: { location: back.href }, json: {} };
}

function choices(emails: readonly string[], query: URLSearchParams): string {
  const kept = [...query].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const accounts = emails.map((email) => `<p><button name="${ALLOW}" value="${escaped(email)}">Allow as ${escaped(email)}</button></p>`);
  const scopes = (query.get("scope") ?? "").split(" ").map((scope) => `<li><code>${escaped(scope)}</code></li>`);
  return [
    `<p>SmartyPants asks for:</p><ul>${scopes.join("")}</ul>`,
    `<form action="/authorize">${kept.join("")}${accounts.join("")}<p><button name="${REFUSE}" value="1">Cancel</button></p></form>`,
  ].join("");
}

function pageOf(status: number, title: string, body: string): Answer {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>${body}</html>`;
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, bytes: [Buffer.from(html)] };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
