import { hash as digest } from "node:crypto";
import type { Clock, Identity, Logger, Session, SignedIn, SignInAttempt } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Kysely } from "kysely";
import type { Engine } from "../database/migrations/types.ts";
import { z } from "zod";
import type { Auth } from "./better-auth.ts";
import type * as LibraryModule from "./better-auth.ts";
import { checkPassword } from "./check-password.ts";
import { createSessionStore, toSession } from "./sessions.ts";

export interface IdentityOptions {
  /** Without the camel-case plugin. */
  readonly plain: Kysely<never>;
  readonly engine: Engine;
  /** Signs cookies; at least 32 random characters. A new one signs everybody out. */
  readonly secret: string;
  /** Where people reach us. Cookies are `Secure` when it is https. */
  readonly baseUrl: string;
  /** The port we listen on, at which the loopback names are ours too; the one of `baseUrl` when absent. */
  readonly port?: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loads the library at once: 25 MB more when idle, no stall of 0.1 s when the first person comes. */
  readonly preload?: boolean;
  /** Since the sign-in; asked each time, for it may change. 30 when absent. */
  readonly longestSessionDays?: () => number;
}

const DAY_MS = 24 * 3_600_000;
const LONGEST_SESSION_DAYS = 30;

/** Sign-in and sessions by better-auth, which is loaded (about 0.1 s and 25 MB) when the first credential comes. */
export function createIdentity(options: IdentityOptions): Identity {
  const { plain } = options;
  const origins = trustedOrigins(options.baseUrl, options.port);
  const [publicOrigin = ""] = origins;
  // With https the browser itself keeps other hosts and plain http from setting our cookie.
  const cookieName = publicOrigin.startsWith("https:") ? "__Host-smartypants" : "smartypants";
  let loading: Promise<{ auth: Auth; library: Library }> | undefined;
  const load = () => (loading ??= loadLibrary({ ...options, origins, cookieName }));
  if (options.preload === true)
    load().catch((error: unknown) => options.logger.error({ err: error }, "the sign-in library cannot be loaded"));
  const store = createSessionStore(plain);

  const sessionOf: Identity["sessionOf"] = async (headers) => {
    const cookie = headers.get("cookie");
    if (cookie === null || !cookie.includes(`${cookieName}.session_token=`)) return null;
    const answer = await readSession((await load()).auth, cookie);
    if (answer === null) return null;
    const { session } = answer;
    if (isOver(options, session)) {
      await store.revoke(session.userId, session.id);
      return null;
    }
    return answer;
  };

  return {
    publicOrigin,
    trustsOrigin: (origin) => origins.includes(origin),
    checkPassword,
    hashPassword: async (password) => (await load()).auth.$context.then((context) => context.password.hash(normalize(password))),
    verifyPassword: async (hash, password) => {
      const { password: scrypt } = await (await load()).auth.$context;
      if (hash !== null) return scrypt.verify({ hash, password: normalize(password) });
      await scrypt.hash(normalize(password));
      return false;
    },
    signIn: async (attempt) => {
      const { auth, library } = await load();
      return signIn(auth, library, publicOrigin, store.idByToken, attempt);
    },
    openSession: async (session) => {
      const { auth, library } = await load();
      return library.openSession(auth, session);
    },
    sessionOf,
    sessions: async (userId) => (await store.ofUser(userId)).filter((each) => !isOver(options, each)),
    revokeSession: store.revoke,
    revokeSessions: store.revokeAll,
    handle: async (request, clientAddress) => {
      const { pathname } = new URL(request.url);
      const known = `${request.method} ${pathname}`;
      if (known !== "GET /api/auth/get-session" && known !== "POST /api/auth/sign-out") return new Response(null, { status: 404 });
      const { auth, library } = await load();
      if (known === "GET /api/auth/get-session") return answerSession(await sessionOf(request.headers));
      return auth.handler(signOutRequest(request.headers, library, publicOrigin, clientAddress));
    },
  };
}

function isOver(
  { clock, longestSessionDays }: IdentityOptions,
  { createdAt, expiresAt }: Pick<Session, "createdAt" | "expiresAt">,
): boolean {
  const now = clock.now();
  return expiresAt <= now || createdAt + (longestSessionDays?.() ?? LONGEST_SESSION_DAYS) * DAY_MS <= now;
}

type Library = typeof LibraryModule;

async function loadLibrary(
  options: IdentityOptions & { readonly origins: readonly string[]; readonly cookieName: string },
): Promise<{ auth: Auth; library: Library }> {
  const library = await import("./better-auth.ts");
  // Bound to its purpose, so that the same secret may serve others.
  const secret = digest("sha256", `smartypants session cookies:${options.secret}`, "base64url");
  return { auth: library.createAuth({ ...options, secret }), library };
}

/** The first is the public one. Loopback names are ours whatever the public name is: an operator must get in without DNS. */
function trustedOrigins(baseUrl: string, port: number | undefined): readonly string[] {
  const url = new URL(baseUrl);
  const at = port ?? (url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port));
  const loopback = ["localhost", "127.0.0.1", "[::1]"].map((name) => new URL(`http://${name}:${at}`).origin);
  return [...new Set([url.origin, ...loopback])];
}

async function readSession(auth: Auth, cookie: string): ReturnType<Identity["sessionOf"]> {
  try {
    const { response, headers } = await auth.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true });
    return response === null ? null : { session: toSession(response.session), setCookies: headers.getSetCookie() };
  } catch (error) {
    // The session was revoked while it was being prolonged.
    if (error instanceof Error && "status" in error && error.status === "UNAUTHORIZED") return null;
    throw error;
  }
}

function normalize(password: string): string {
  return password.normalize("NFKC");
}

const SignInAnswer = z.object({ token: z.string(), user: z.object({ id: z.string() }) });

async function signIn(
  auth: Auth,
  { ADDRESS_HEADER, BASE_PATH }: Library,
  origin: string,
  sessionIdByToken: (token: string) => Promise<string | null>,
  { email, password, remember, clientAddress, userAgent }: SignInAttempt,
): Promise<SignedIn | null> {
  const headers = new Headers({ "content-type": "application/json", origin, [ADDRESS_HEADER]: clientAddress });
  if (userAgent !== null) headers.set("user-agent", userAgent.slice(0, 400));
  // Nobody has this address (the domain is reserved), so the library does the work of a wrong password for it.
  const body = JSON.stringify({ email: email ?? "nobody@smartypants.invalid", password: normalize(password), rememberMe: remember });
  const answer = await auth.handler(new Request(`${origin}${BASE_PATH}/sign-in/email`, { method: "POST", headers, body }));
  if (answer.status === 401) return null;
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("x-retry-after") ?? 60);
    throw new SmartyError("rate_limited", "Too many sign-ins from your network. Wait a minute, then try again.", {
      retryAfterMs: seconds * 1000,
    });
  }
  if (answer.status !== 200) throw new SmartyError("internal", `sign-in answered ${answer.status}: ${await answer.text()}`);
  const { token, user } = SignInAnswer.parse(await answer.json());
  const sessionId = await sessionIdByToken(token);
  if (sessionId === null) return null;
  return { userId: user.id, sessionId, setCookies: answer.headers.getSetCookie() };
}

/** A request of our own with nothing of the caller's but the cookie: no header of theirs can say where they are. */
function signOutRequest(from: Headers, { ADDRESS_HEADER, BASE_PATH }: Library, origin: string, clientAddress: string): Request {
  const headers = new Headers({ "content-type": "application/json", origin, [ADDRESS_HEADER]: clientAddress });
  const cookie = from.get("cookie");
  if (cookie !== null) headers.set("cookie", cookie);
  return new Request(`${origin}${BASE_PATH}/sign-out`, { method: "POST", headers, body: "{}" });
}

function answerSession(found: { readonly session: Session; readonly setCookies: readonly string[] } | null): Response {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of found?.setCookies ?? []) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify(found === null ? null : { session: found.session }), { headers });
}
