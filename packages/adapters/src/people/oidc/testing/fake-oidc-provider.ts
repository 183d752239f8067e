import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { fakeKeys, type FakeKeys } from "./fake-keys.ts";
import { type Fault, signToken } from "./sign-token.ts";

export type FakeClaims = Readonly<Record<string, unknown>>;

/** An OpenID provider on a loopback address that does as it is told. */
export interface FakeOidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Method and path of every request, in order. */
  readonly requests: readonly string[];
  /** Who signs in from now on. */
  signInAs(claims: FakeClaims): void;
  /** What is wrong with its answers from now on; null: nothing. */
  setFault(fault: Fault | null): void;
  /** Said by its user information alone, not by the ID token. */
  setUserInfo(claims: FakeClaims | null): void;
  /** A new signing key with a new id; the old one is not published any more. */
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

export interface FakeOptions {
  readonly clientId?: string;
  /** Adds `iss` to its answers through the browser, and says that it does. */
  readonly namesItself?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Takes the secret in the body instead of a header. */
  readonly secretInBody?: boolean;
}

interface Grant {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
  readonly claims: FakeClaims;
}

interface State {
  readonly options: Required<Omit<FakeOptions, "clientId">>;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly grants: Map<string, Grant>;
  readonly tokens: Map<string, FakeClaims>;
  readonly requests: string[];
  keys: FakeKeys;
  claims: FakeClaims;
  userInfo: FakeClaims | null;
  fault: Fault | null;
}

export async function startFakeOidcProvider(options: FakeOptions = {}): Promise<FakeOidcProvider> {
  const server = createServer((request, response) => void answer(state, request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const state: State = {
    options: { namesItself: false, now: Date.now, secretInBody: false, ...options },
    issuer: `http://127.0.0.1:${portOf(server)}`,
    clientId: options.clientId ?? "smartypants",
    clientSecret: "a client secret: with % and +",
    grants: new Map(),
    tokens: new Map(),
    requests: [],
    keys: await fakeKeys("first"),
    claims: { sub: "ada", name: "Ada Lovelace", email: "ada@example.org", email_verified: true },
    userInfo: null,
    fault: null,
  };
  const { issuer, clientId, clientSecret, requests } = state;
  return {
    issuer,
    clientId,
    clientSecret,
    requests,
    signInAs: (claims) => void (state.claims = claims),
    setFault: (fault) => void (state.fault = fault),
    setUserInfo: (claims) => void (state.userInfo = claims),
    rotateKeys: async () => void (state.keys = await fakeKeys("second")),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

type Handler = (state: State, url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

const HANDLERS: Readonly<Record<string, Handler>> = {
  "GET /.well-known/openid-configuration": (state, _url, _request, response) => sendJson(response, 200, describe(state)),
  "GET /keys": (state, _url, _request, response) => sendJson(response, 200, { keys: [state.keys.publicJwk] }),
  "GET /authorize": authorize,
  "POST /token": exchange,
  "GET /userinfo": (state, _url, request, response) => {
    const claims = state.tokens.get((request.headers.authorization ?? "").replace("Bearer ", ""));
    if (claims === undefined) return sendJson(response, 401, { error: "invalid_token" });
    return sendJson(response, 200, { sub: claims["sub"], ...state.userInfo });
  },
  // For a test in another process.
  "POST /fake/person": async (state, _url, request, response) => {
    state.claims = JSON.parse(await bodyOf(request)) as FakeClaims;
    sendJson(response, 200, {});
  },
};

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", state.issuer);
  const line = `${request.method} ${url.pathname}`;
  state.requests.push(line);
  const handler = HANDLERS[line];
  if (handler === undefined) sendJson(response, 404, { error: "not_found" });
  else await handler(state, url, request, response);
}

function describe({ issuer, options: { namesItself, secretInBody }, fault }: State): object {
  return {
    issuer: fault === "other-description" ? "http://127.0.0.1:1" : issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    userinfo_endpoint: `${issuer}/userinfo`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: [secretInBody ? "client_secret_post" : "client_secret_basic"],
    ...(namesItself && { authorization_response_iss_parameter_supported: true }),
  };
}

/** Asks nobody: whoever comes is who was set. */
function authorize(state: State, { searchParams }: URL, _request: IncomingMessage, response: ServerResponse): void {
  const redirectUri = searchParams.get("redirect_uri") ?? "";
  const challenge = searchParams.get("code_challenge") ?? "";
  const isWhole =
    searchParams.get("client_id") === state.clientId && searchParams.get("code_challenge_method") === "S256" && challenge !== "";
  if (!isWhole || searchParams.get("response_type") !== "code") return sendJson(response, 400, { error: "invalid_request" });
  const back = new URL(redirectUri);
  back.searchParams.set("state", searchParams.get("state") ?? "");
  if (state.options.namesItself)
    back.searchParams.set("iss", state.fault === "wrong-answer-issuer" ? "https://evil.example" : state.issuer);
  if (state.fault === "declines") back.searchParams.set("error", "access_denied");
  else {
    const code = randomBytes(16).toString("base64url");
    state.grants.set(code, { redirectUri, challenge, nonce: searchParams.get("nonce") ?? "", claims: state.claims });
    back.searchParams.set("code", code);
  }
  response.writeHead(302, { location: back.href }).end();
}

async function exchange(state: State, _url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await bodyOf(request));
  if (state.fault === "refuses-code") return sendJson(response, 400, { error: "invalid_grant" });
  if (!knowsClient(state, request, form)) return sendJson(response, 401, { error: "invalid_client" });
  const code = form.get("code") ?? "";
  const grant = state.grants.get(code);
  state.grants.delete(code);
  const verifier = form.get("code_verifier") ?? "";
  const isRight =
    grant?.redirectUri === form.get("redirect_uri") && grant.challenge === createHash("sha256").update(verifier).digest("base64url");
  if (grant === undefined || !isRight) return sendJson(response, 400, { error: "invalid_grant" });
  const accessToken = randomBytes(16).toString("base64url");
  const { fault, keys, issuer, clientId, options } = state;
  state.tokens.set(accessToken, fault === "other-user-info" ? { sub: "somebody-else" } : grant.claims);
  const idToken = await signToken({
    issuer,
    clientId,
    keys,
    accessToken,
    claims: grant.claims,
    nonce: grant.nonce,
    fault,
    now: options.now(),
  });
  return sendJson(response, 200, { access_token: accessToken, id_token: idToken, token_type: "Bearer", expires_in: 300 });
}

function knowsClient({ clientId, clientSecret, options }: State, request: IncomingMessage, form: URLSearchParams): boolean {
  if (options.secretInBody) return form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
  const [id = "", secret = ""] = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64")
    .toString()
    .split(":");
  const decode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
  return decode(id) === clientId && decode(secret) === clientSecret;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
