import { type Connector, type ConnectorOAuth, isSmartyError, SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole, requireRole } from "../access/actor.ts";
import { safePath } from "../people/providers/safe-path.ts";
import { hashToken, randomToken } from "../people/tokens.ts";
import type { Ports } from "../ports/ports.ts";
import { createBlobScratch } from "../sync/blob-scratch.ts";
import { connectorContext } from "../sync/connector-context.ts";
import { givenCredentials } from "../sync/connector-credentials.ts";
import { inputFault } from "../sync/input-fault.ts";
import type { Source } from "../ports/database/sources.ts";
import { addDraft } from "./credential-drafts.ts";
import { openProbe, type ProbeInput, type ProbePorts } from "./probe-source.ts";
import { parseCredential } from "./source-credential.ts";
import { connectorNamed } from "./source-input.ts";

type Needs = ProbePorts & Pick<Ports, "identity">;

/** Where a browser comes back to after it has signed in at a source. One address for all connectors. */
export function oauthRedirectUri({ identity }: Pick<Ports, "identity">): string {
  return `${identity.publicOrigin}/api/v1/connectors/oauth/callback`;
}

export interface OauthStart extends ProbeInput {
  /** The browser's session: no other one may come back. */
  readonly sessionId: string;
  /** A path of this site. */
  readonly returnTo?: string | undefined;
}

const KEPT_MS = 600_000;
const EXCHANGE_MS = 30_000;
/** The page that says what came of a sign-in, wherever it was begun. */
const DEFAULT_RETURN = "/sources/add";

interface Flow {
  readonly connector: string;
  readonly settings: unknown;
  readonly client: unknown;
  readonly returnTo: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** Begins a sign-in at the source with PKCE: where the browser goes, and until when it may come back. */
export async function startOauth(
  ports: Needs,
  actor: Actor,
  input: OauthStart,
): Promise<{ readonly url: string; readonly expiresAt: number }> {
  requireRole(actor, "editor");
  const connector = connectorNamed(ports, input.connector);
  const oauth = requireOauth(connector);
  const settings = parseSettings(connector, input.settings);
  const returnTo = safePath(input.returnTo ?? DEFAULT_RETURN)?.split("#")[0];
  if (returnTo === undefined)
    throw new SmartyError("invalid", "returnTo must be a path of this site.", {
      fields: [{ path: "returnTo", message: "must be a path of this site" }],
    });
  const client = await clientOf(ports, actor, { connector, input: { ...input, settings } });
  const state = randomToken();
  const codeVerifier = randomToken();
  const redirectUri = oauthRedirectUri(ports);
  const url = oauth.authorizeUrl({ settings, client }, { redirectUri, state, codeChallenge: await challengeOf(codeVerifier) });
  requireWebAddress(connector, url);
  const stateHash = await hashToken(state);
  const expiresAt = ports.clock.now() + KEPT_MS;
  const flow: Flow = { connector: connector.id, settings, client, returnTo, redirectUri, codeVerifier };
  const sealed = ports.vault.seal(JSON.stringify(flow), sealedFor(stateHash));
  await ports.database.sourceConnections.addFlow({ stateHash, userId: actor.userId, sessionId: input.sessionId, sealed, expiresAt });
  return { url, expiresAt };
}

/** What has been entered of the credential so far: client id and secret. */
async function clientOf(
  ports: Needs,
  actor: Actor,
  { connector, input }: { readonly connector: Connector; readonly input: OauthStart },
): Promise<unknown> {
  // As it is: the rest of it comes from the sign-in.
  if (input.credentialHandle === undefined && input.credential !== undefined) return input.credential;
  if (input.credentialHandle === undefined && input.sourceId === undefined) return {};
  const probe = await openProbe(ports, actor, { ...input, connector: connector.id }, AbortSignal.timeout(EXCHANGE_MS));
  return probe.context.credentials.get();
}

function requireOauth(connector: Connector): ConnectorOAuth {
  if (connector.oauth !== undefined) return connector.oauth;
  throw new SmartyError("invalid", `${connector.title} is not connected by signing in. Enter its credential instead.`);
}

function parseSettings(connector: Connector, settings: unknown): unknown {
  const parsed = connector.settings.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw inputFault(parsed.error, { code: "invalid", root: "settings" });
}

function requireWebAddress(connector: Connector, text: string): void {
  const protocol = URL.parse(text)?.protocol;
  if (protocol === "https:" || protocol === "http:") return;
  throw new Error(`the connector "${connector.id}" sends people to something that is no web address`);
}

async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function sealedFor(stateHash: string): string {
  return `oauth-flow/${stateHash}`;
}

/** What the browser brings back, and who it is by now. */
export interface OauthReturn {
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly actor: Actor | null;
  readonly sessionId: string | null;
}

/**
 * Ends a sign-in and answers the path that the browser goes to. What came of it stands behind `#`, which browsers send to nobody:
 * `oauth=done&connector=…&handle=…`, or `oauth=failed&problem=expired|session|denied|failed&message=…`. Never throws for what a page could bring.
 */
export async function finishOauth(ports: Needs, answer: OauthReturn): Promise<string> {
  const stateHash = await hashToken(answer.state ?? "");
  const flow = await ports.database.sourceConnections.takeFlow(stateHash, ports.clock.now());
  if (flow === null) return failed(DEFAULT_RETURN, "expired", "This sign-in is over or was used already. Begin it again.");
  const { actor, sessionId } = answer;
  // Another browser that is made to come back would connect somebody else's account.
  if (actor === null || sessionId !== flow.sessionId || actor.userId !== flow.userId || !hasRole(actor, "editor")) {
    return failed(DEFAULT_RETURN, "session", "This sign-in was begun in another session. Begin it again where you are signed in.");
  }
  const opened = JSON.parse(ports.vault.open(flow.sealed, sealedFor(stateHash))) as Flow;
  if (answer.code === undefined || answer.error !== undefined) {
    return failed(opened.returnTo, "denied", "The source did not grant access. Begin the sign-in again and agree to what is asked.");
  }
  try {
    const credential = await exchange(ports, opened, answer.code);
    const handle = await addDraft(ports, ports.database, { userId: actor.userId, connector: opened.connector, credential });
    return backTo(opened.returnTo, { oauth: "done", connector: opened.connector, handle });
  } catch (error) {
    if (!isSmartyError(error)) ports.logger.error({ err: error, connector: opened.connector }, "a sign-in at a source failed");
    const message = isSmartyError(error) ? error.message : "An unexpected fault of the connector. The server's log has the details.";
    return failed(opened.returnTo, "failed", message);
  }
}

async function exchange(ports: Needs, flow: Flow, code: string): Promise<unknown> {
  const connector = connectorNamed(ports, flow.connector);
  const context = connectorContext(ports, {
    source: { id: "check", settings: flow.settings } as Source,
    connector,
    scratch: createBlobScratch(),
    pipelineVersion: "",
    signal: AbortSignal.timeout(EXCHANGE_MS),
    credentials: givenCredentials(connector, flow.client, async () => {}),
    isProbe: true,
  });
  const { redirectUri, codeVerifier } = flow;
  const credential = await requireOauth(connector).exchange(context, { code, redirectUri, codeVerifier });
  return parseCredential(connector, credential);
}

function failed(path: string, problem: "expired" | "session" | "denied" | "failed", message: string): string {
  return backTo(path, { oauth: "failed", problem, message });
}

function backTo(path: string, facts: Readonly<Record<string, string>>): string {
  return `${path}#${new URLSearchParams(facts).toString()}`;
}
