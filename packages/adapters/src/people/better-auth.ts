import { betterAuth } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import type { Logger, NewSession, SignedIn } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import type { Kysely } from "kysely";
import type { Engine } from "../database/migrations/types.ts";

export const BASE_PATH = "/api/auth";

/** The only header from which the library learns the caller's address; whatever a request brings under this name is replaced. */
export const ADDRESS_HEADER = "x-sp-client-ip";

const DAY_SECONDS = 24 * 3600;

export interface AuthOptions {
  readonly plain: Kysely<never>;
  readonly engine: Engine;
  readonly secret: string;
  readonly origins: readonly string[];
  readonly cookieName: string;
  readonly logger: Logger;
}

export type Auth = ReturnType<typeof createAuth>;

/** The sign-in library, with everything we do not use switched off. */
export function createAuth({ plain, engine, secret, origins, cookieName, logger }: AuthOptions) {
  const [baseURL = ""] = origins;
  return betterAuth({
    appName: "SmartyPants",
    baseURL,
    basePath: BASE_PATH,
    // As a list, because the library would read a lone secret's rivals from the environment.
    secrets: [{ version: 1, value: secret }],
    trustedOrigins: [...origins],
    database: { db: plain, type: engine },
    telemetry: { enabled: false },
    logger: { level: "error", disableColors: true, log: (_level, message) => logger.error({ part: "better-auth" }, message) },
    plugins: [{ id: "smartypants", endpoints: { openSession: openSessionEndpoint } }],
    emailAndPassword: { enabled: true, disableSignUp: true, autoSignIn: false, minPasswordLength: 1, maxPasswordLength: 1024 },
    ...TABLES,
    session: {
      ...TABLES.session,
      expiresIn: 7 * DAY_SECONDS,
      updateAge: DAY_SECONDS,
      cookieCache: { enabled: false },
    },
    account: { ...TABLES.account, accountLinking: { enabled: false } },
    rateLimit: {
      ...TABLES.rateLimit,
      enabled: true,
      storage: "database",
      window: 60,
      max: 300,
      // Failures are counted by our own throttle; this only bounds how many slow hashes one address can ask for.
      customRules: { "/sign-in/email": { window: 60, max: 60 } },
    },
    advanced: {
      database: { validateSchema: false },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      trustedProxyHeaders: false,
      useSecureCookies: false,
      cookiePrefix: cookieName,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure: baseURL.startsWith("https:") },
    },
  });
}

/** Without a path, so that no request can reach it. */
const openSessionEndpoint = createAuthEndpoint(
  { method: "POST", body: z.object({ userId: z.string(), ipAddress: z.string(), userAgent: z.string() }) },
  async (ctx) => {
    const { userId, ipAddress, userAgent } = ctx.body;
    const { internalAdapter } = ctx.context;
    const user = await internalAdapter.findUserById(userId);
    if (user === null) return null;
    const session = await internalAdapter.createSession(userId, false, { ipAddress, userAgent });
    await setSessionCookie(ctx, { session, user }, false);
    return { sessionId: session.id };
  },
);

/** A session without a password. Throws `unauthenticated` for a person who has gone. */
export async function openSession(auth: Auth, { userId, clientAddress, userAgent }: NewSession): Promise<SignedIn> {
  const body = { userId, ipAddress: clientAddress, userAgent: (userAgent ?? "").slice(0, 400) };
  const { response, headers } = await auth.api.openSession({ body, headers: new Headers(), returnHeaders: true });
  if (response === null) throw new SmartyError("unauthenticated", "Sign in again.");
  return { userId, sessionId: response.sessionId, setCookies: headers.getSetCookie() };
}

const TIMES = { createdAt: "created_at", updatedAt: "updated_at" };

const TABLES = {
  user: { modelName: "auth_user", fields: { ...TIMES, emailVerified: "email_verified" } },
  session: {
    modelName: "auth_session",
    fields: { ...TIMES, expiresAt: "expires_at", ipAddress: "ip_address", userAgent: "user_agent", userId: "user_id" },
  },
  account: {
    modelName: "auth_account",
    fields: {
      ...TIMES,
      accountId: "account_id",
      providerId: "provider_id",
      userId: "user_id",
      accessToken: "access_token",
      refreshToken: "refresh_token",
      idToken: "id_token",
      accessTokenExpiresAt: "access_token_expires_at",
      refreshTokenExpiresAt: "refresh_token_expires_at",
    },
  },
  verification: { modelName: "auth_verification", fields: { ...TIMES, expiresAt: "expires_at" } },
  rateLimit: { modelName: "auth_rate_limit", fields: { lastRequest: "last_request" } },
} as const;
