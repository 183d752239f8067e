import type { Answer, Client, PeopleApp } from "./people-app.ts";

/** A browser with its cookies, at our pages and at a provider's. */
export interface Browser {
  /** As the page does: with `Origin` and the cookies. */
  call<Body = Readonly<Record<string, unknown>> & { readonly id: string }>(line: string, body?: unknown): Promise<Answer<Body>>;
  /** Begins at the provider and comes back with what it sends; nothing has been given to us yet. */
  visit(providerId: string, options?: VisitOptions): Promise<Visit>;
  /** Opens an address of ours that the provider has sent it to. */
  open(back: URL): Promise<Arrival>;
  /** Signs in from begin to end. */
  signIn(providerId: string, options?: VisitOptions): Promise<Arrival>;
  /** Whose session it has. */
  me(): Promise<{ readonly status: number; readonly email: string | undefined; readonly role: string | undefined }>;
  readonly cookies: Map<string, string>;
}

interface VisitOptions {
  readonly returnTo?: string;
  /** Links instead of signing in. */
  readonly link?: { readonly password?: string };
}

interface Visit {
  readonly status: number;
  readonly back: URL;
}

/** Where the browser ends. */
interface Arrival {
  readonly status: number;
  readonly path: string;
  readonly problem: string | null;
}

const ORIGIN = "http://localhost:3210";

export function openBrowser(app: PeopleApp, client: Client = {}): Browser {
  const cookies = new Map<string, string>();
  const keep = (headers: Headers): void => {
    for (const each of headers.getSetCookie()) {
      const [pair = "", ...attributes] = each.split(";");
      const at = pair.indexOf("=");
      const isGone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (isGone) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  };
  for (const pair of (client.cookie ?? "").split("; "))
    if (pair !== "") cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
  const call: Browser["call"] = async (line, body) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await app.call<never>(line, body, { ...client, cookie, send: { origin: ORIGIN, ...client.send } });
    keep(answer.headers);
    return answer;
  };
  const visit: Browser["visit"] = async (providerId, { returnTo, link } = {}) => {
    const way = returnTo === undefined ? {} : { returnTo };
    const started =
      link === undefined
        ? await call<{ url: string }>(`POST /api/v1/auth/oidc/${providerId}/start`, way)
        : await call<{ url: string }>("POST /api/v1/me/linked-accounts", { providerId, ...link, ...way });
    if (started.status !== 200) return { status: started.status, back: new URL(ORIGIN) };
    const answer = await fetch(started.body.url, { redirect: "manual" });
    return { status: 200, back: new URL(answer.headers.get("location") ?? "") };
  };
  const open: Browser["open"] = async (back) => {
    const answer = await call(`GET ${back.pathname}${back.search}`);
    const location = answer.headers.get("location") ?? "";
    return { status: answer.status, path: location, problem: new URL(location, ORIGIN).searchParams.get("problem") };
  };
  return {
    call,
    visit,
    open,
    cookies,
    signIn: async (providerId, options) => open((await visit(providerId, options)).back),
    me: async () => {
      const { status, body } = await call<{ email?: string; role?: string }>("GET /api/v1/me");
      return { status, email: body.email, role: body.role };
    },
  };
}
