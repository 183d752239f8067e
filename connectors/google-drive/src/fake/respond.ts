import { setTimeout } from "node:timers/promises";
import { consent } from "./consent.ts";
import { DIRECTORY_HANDLERS } from "./directory-routes.ts";
import { type Asked, DRIVE_HANDLERS, exportByLink } from "./drive-routes.ts";
import { type Fault, type FaultPlan, googleError } from "./faults.ts";
import { type FieldMask, project } from "./field-mask.ts";
import { judge, type Route, ROUTES } from "./gate.ts";
import type { Answer } from "./paging.ts";
import type { SignIn } from "./sign-in.ts";
import type { World } from "./world.ts";

export interface FakeState {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly signIn: SignIn;
  readonly counts: Record<string, number>;
  readonly complaints: string[];
  origin: string;
  onAnswer: ((route: string, json: unknown, fields: string | null) => void) | null;
}

export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Iterable<Uint8Array>;
  /** After so many bytes the connection ends. */
  readonly breaksOffAt: number | null;
}

/** What Google would answer, or what goes wrong instead. */
export async function respond(state: FakeState, request: PlainRequest): Promise<Response> {
  const url = new URL(request.url, state.origin);
  const route = ROUTES.find(({ pattern }) => pattern.test(url.pathname));
  const name = routeName(route, url);
  state.counts[name] = (state.counts[name] ?? 0) + 1;
  state.counts["total"] = (state.counts["total"] ?? 0) + 1;
  const fault = state.faults.take(name, `${url.pathname}${url.search}`);
  if (fault?.kind === "slow") await setTimeout(fault.ms);
  const { status, json, headers, bytes } = fault?.kind === "status" ? faultAnswer(fault) : answerOf(state, request, url, route, fault);
  return {
    status,
    headers: { "content-type": "application/json; charset=UTF-8", date: "Mon, 05 Jan 2026 09:00:00 GMT", ...headers },
    body: bytes ?? [Buffer.from(JSON.stringify(json ?? {}))],
    breaksOffAt: fault?.kind === "reset" ? (fault.afterBytes ?? 5) : null,
  };
}

/** The pieces of a body up to where it breaks off. */
export function* piecesOf({ body, breaksOffAt }: Response): Generator<Uint8Array, void> {
  let sent = 0;
  for (const piece of body) {
    const part = breaksOffAt === null ? piece : piece.subarray(0, breaksOffAt - sent);
    sent += part.length;
    yield part;
    if (breaksOffAt !== null && sent >= breaksOffAt) return;
  }
}

function routeName(route: Route | undefined, url: URL): string {
  if (route?.name === "files.get" && url.searchParams.get("alt") === "media") return "files.download";
  return route?.name ?? url.pathname.split("/")[1] ?? "";
}

function faultAnswer({ status, reason = "backendError", retryAfter, message }: Extract<Fault, { kind: "status" }>): Answer {
  return { ...googleError(status, reason, message), ...(retryAfter !== undefined && { headers: { "retry-after": retryAfter } }) };
}

function answerOf(state: FakeState, request: PlainRequest, url: URL, route: Route | undefined, fault: Fault | null): Answer {
  const { world, signIn, complaints } = state;
  if (url.pathname === "/time") return { status: 200, json: { now: world.now() } };
  if (url.pathname === "/token") return signIn.exchange(new URLSearchParams(request.body));
  if (url.pathname === "/authorize") return consent(state, url);
  if (url.pathname === "/fake") return control(state, request);
  const isLink = url.pathname.startsWith("/export-link/");
  if (route === undefined && !isLink) {
    complaints.push(`no such route: ${request.method} ${url.pathname}`);
    return googleError(404, "notFound");
  }
  const holder = signIn.holderOf(/^Bearer (.+)$/.exec(request.headers["authorization"] ?? "")?.[1] ?? "");
  if (holder === null) return googleError(401, "authError", "Invalid Credentials");
  const wanted = route === undefined || url.searchParams.get("alt") === "media" ? ["drive.readonly"] : route.scopes;
  if (!wanted.some((scope) => holder.scopes.includes(scope)))
    return googleError(403, "insufficientPermissions", "Request had insufficient authentication scopes.");
  const verdict = route === undefined ? { mask: new Map() as FieldMask } : judge(route, url.searchParams);
  if ("complaint" in verdict) {
    complaints.push(verdict.complaint);
    return googleError(400, "invalidParameter", verdict.complaint);
  }
  const asked: Asked = {
    world,
    email: holder.email,
    query: url.searchParams,
    id: decodeURIComponent(route?.pattern.exec(url.pathname)?.[1] ?? url.pathname.split("/")[2] ?? ""),
    headers: request.headers,
    origin: state.origin,
    isEmptyPage: fault?.kind === "emptyPage",
    isIncomplete: fault?.kind === "incomplete",
  };
  const handler = route === undefined ? exportByLink : (DRIVE_HANDLERS[route.name] ?? DIRECTORY_HANDLERS[route.name]);
  const answer = handler?.(asked) ?? googleError(404, "notFound");
  if (answer.status !== 200 || answer.json === undefined) return answer;
  const json = project(answer.json, verdict.mask);
  state.onAnswer?.(route?.name ?? "", json, url.searchParams.get("fields"));
  return { ...answer, json };
}

/** For a test in another process: what the double was asked wrongly, and what it grants from now on. */
function control({ complaints, signIn }: FakeState, { method, body }: PlainRequest): Answer {
  if (method === "POST") {
    const { granted, redirectUris } = JSON.parse(body) as Partial<Record<"granted" | "redirectUris", string[]>>;
    if (granted !== undefined) signIn.granted = new Set(granted);
    if (redirectUris !== undefined) signIn.redirectUris = new Set(redirectUris);
  }
  return { status: 200, json: { complaints, granted: [...signIn.granted] } };
}
