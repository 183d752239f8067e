import { createHash, generateKeyPairSync, verify } from "node:crypto";
import type { Answer } from "./paging.ts";
import type { World } from "./world.ts";

const SCOPE = "https://www.googleapis.com/auth/";
const LIFE_MS = 3_600_000;
const SKEW_MS = 300_000;

/** Who may sign in, and what their tokens are good for. */
export interface SignIn {
  readonly keyFile: string;
  readonly serviceEmail: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scopes that the administrator of the domain has listed; changed by tests. */
  granted: Set<string>;
  /** Where the browser may be sent back to, as entered at the OAuth client; anywhere while it is null. */
  redirectUris: ReadonlySet<string> | null;
  /** Whether each renewal replaces the refresh token. */
  isRotating: boolean;
  /** Signs somebody in by the browser: gives the code that the redirect carries. */
  authorize(email: string, query: URLSearchParams): string;
  /** A refresh token as if somebody had signed in. */
  refreshTokenFor(email: string): string;
  /** Ends every access that was given to accounts. */
  revoke(): void;
  exchange(form: URLSearchParams): Answer;
  /** Null for a token that is unknown or has ended. */
  holderOf(token: string): { readonly email: string; readonly scopes: readonly string[] } | null;
}

// A key costs a tenth of a second; all fakes of a process share one.
let sharedKeys: { readonly publicKey: string; readonly privateKey: string } | undefined;

function keys(): { readonly publicKey: string; readonly privateKey: string } {
  sharedKeys ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return sharedKeys;
}

interface State {
  readonly world: World;
  readonly serviceEmail: string;
  readonly tokens: Map<
    string,
    { readonly email: string; readonly scopes: readonly string[]; readonly endsAt: number; readonly isAccount: boolean }
  >;
  readonly refresh: Map<string, { readonly email: string; readonly scopes: readonly string[] }>;
  readonly codes: Map<string, { readonly email: string; readonly query: URLSearchParams }>;
  count: number;
}

const ALL_SCOPES = ["drive.readonly", "drive.metadata.readonly", "admin.directory.group.readonly", "admin.directory.user.readonly"];

export function createSignIn(world: World): SignIn {
  const serviceEmail = `sync@project.iam.gserviceaccount.com`;
  const state: State = { world, serviceEmail, tokens: new Map(), refresh: new Map(), codes: new Map(), count: 0 };
  const signIn: SignIn = {
    keyFile: JSON.stringify({
      type: "service_account",
      client_email: serviceEmail,
      client_id: "104200000000000000001",
      private_key_id: "key-1",
      private_key: keys().privateKey,
      token_uri: "https://oauth2.googleapis.com/token",
    }),
    serviceEmail,
    clientId: "client-1.apps.googleusercontent.com",
    clientSecret: "client-secret-1",
    granted: new Set(ALL_SCOPES),
    redirectUris: null,
    isRotating: false,
    authorize: (email, query) => {
      const code = `code-${++state.count}`;
      state.codes.set(code, { email, query });
      return code;
    },
    refreshTokenFor: (email) => newRefresh(state, email, ["drive.readonly", "drive.metadata.readonly"]),
    revoke: () => {
      state.refresh.clear();
      for (const [token, { isAccount }] of state.tokens) if (isAccount) state.tokens.delete(token);
    },
    exchange: (form) => {
      const kind = form.get("grant_type");
      if (kind === "urn:ietf:params:oauth:grant-type:jwt-bearer") return byKey(state, signIn, form.get("assertion") ?? "");
      if (form.get("client_id") !== signIn.clientId || form.get("client_secret") !== signIn.clientSecret)
        return refused(401, "invalid_client", "Unauthorized");
      return kind === "refresh_token" ? byRefresh(state, signIn, form.get("refresh_token") ?? "") : byCode(state, form);
    },
    holderOf: (token) => {
      const held = state.tokens.get(token);
      return held === undefined || held.endsAt <= world.now() ? null : held;
    },
  };
  return signIn;
}

function refused(status: number, error: string, description: string): Answer {
  return { status, json: { error, error_description: description } };
}

function give(state: State, email: string, scopes: readonly string[], isAccount: boolean, refreshToken?: string): Answer {
  const token = `ya29.${++state.count}`;
  state.tokens.set(token, { email, scopes, endsAt: state.world.now() + LIFE_MS, isAccount });
  const scope = scopes.map((name) => SCOPE + name).join(" ");
  return {
    status: 200,
    json: {
      access_token: token,
      expires_in: LIFE_MS / 1000,
      token_type: "Bearer",
      scope,
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    },
  };
}

function newRefresh(state: State, email: string, scopes: readonly string[]): string {
  const token = `1//refresh-${++state.count}`;
  state.refresh.set(token, { email, scopes });
  return token;
}

function byKey(state: State, { granted }: SignIn, assertion: string): Answer {
  const [head = "", body = "", signature = ""] = assertion.split(".");
  const isSigned = verify("RSA-SHA256", Buffer.from(`${head}.${body}`), keys().publicKey, Buffer.from(signature, "base64url"));
  if (!isSigned) return refused(400, "invalid_grant", "Invalid JWT Signature.");
  const header = decode(head);
  const claims = decode(body);
  const now = state.world.now();
  const issuedAt = Number(claims["iat"]) * 1000;
  const isTimely = Math.abs(issuedAt - now) <= SKEW_MS && Number(claims["exp"]) * 1000 - issuedAt <= LIFE_MS;
  if (!isTimely)
    return refused(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.");
  if (header["alg"] !== "RS256" || claims["iss"] !== state.serviceEmail || claims["aud"] !== "https://oauth2.googleapis.com/token")
    return refused(400, "invalid_grant", "Invalid JWT");
  const scopes = String(claims["scope"])
    .split(" ")
    .map((scope) => scope.replace(SCOPE, ""));
  const subject = claims["sub"];
  if (typeof subject !== "string") return give(state, state.serviceEmail, scopes, false);
  if (scopes.some((scope) => !granted.has(scope)))
    return refused(
      401,
      "unauthorized_client",
      "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
    );
  const user = state.world.users.get(subject);
  return user === undefined || user.isSuspended
    ? refused(400, "invalid_grant", "Invalid email or User ID")
    : give(state, subject, scopes, false);
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
}

function byRefresh(state: State, { isRotating }: SignIn, refreshToken: string): Answer {
  const held = state.refresh.get(refreshToken);
  if (held === undefined || state.world.users.get(held.email)?.isSuspended === true)
    return refused(400, "invalid_grant", "Token has been expired or revoked.");
  if (!isRotating) return give(state, held.email, held.scopes, true);
  state.refresh.delete(refreshToken);
  return give(state, held.email, held.scopes, true, newRefresh(state, held.email, held.scopes));
}

function byCode(state: State, form: URLSearchParams): Answer {
  const held = state.codes.get(form.get("code") ?? "");
  state.codes.delete(form.get("code") ?? "");
  const challenge = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  const isTheirs =
    held !== undefined && held.query.get("redirect_uri") === form.get("redirect_uri") && held.query.get("code_challenge") === challenge;
  if (!isTheirs) return refused(400, "invalid_grant", "Bad Request");
  const scopes = (held.query.get("scope") ?? "").split(" ").map((scope) => scope.replace(SCOPE, ""));
  const isLasting = held.query.get("access_type") === "offline";
  return give(state, held.email, scopes, true, isLasting ? newRefresh(state, held.email, scopes) : undefined);
}
