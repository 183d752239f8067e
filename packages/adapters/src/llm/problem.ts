import { type ErrorCode, SmartyError } from "@smartypants/sdk";
import type { Endpoint } from "./endpoint.ts";

/** What a provider said instead of an answer. */
export interface Problem {
  /** Absent when it broke off in the middle of an answer. */
  readonly status?: number;
  /** The provider's own words and codes; never shown. */
  readonly text: string;
  readonly retryAfterMs?: number | undefined;
}

/** A parameter that some models refuse, and that can be left out or named differently. */
export type Quirk = "no-temperature" | "other-token-limit" | "no-usage-option";

const QUIRKS: readonly (readonly [Quirk, RegExp])[] = [
  ["no-temperature", /temperature/i],
  ["other-token-limit", /max_(?:completion_)?tokens/i],
  ["no-usage-option", /stream_options|include_usage/i],
];
const OVERFLOW =
  /context_length_exceeded|context[ _](?:length|window|size)|exceed_context|prompt is too long|input token count|too many (?:input )?tokens|request_too_large|input length exceeds/i;
const BAD_KEY =
  /invalid_api_key|api[ _-]?key not valid|API_KEY_INVALID|incorrect api key|authentication_error|permission_error|unauthenticated|permission_denied/i;
const QUOTA = /insufficient_quota|billing|credit balance|exceeded your current quota/i;
const TOO_MANY = /rate_?limit|resource_exhausted|too many requests|throttl/i;
const NO_MODEL =
  /model_not_found|deploymentnotfound|model\b.{0,120}(?:not found|does not exist|not exist|unknown|is not available)|(?:no such|unknown|invalid) model|not_found_error/is;
const FILTERED = /content_filter|content management policy|responsibleai/i;
const NO_TOOLS = /(?:does not|doesn't|not) support (?:tools|tool use|function call)|tool.{0,30}not supported|auto.{0,30}tool.choice/i;

/** The error for people; the provider's words are its cause, without the key. */
export function explainProblem(problem: Problem, endpoint: Endpoint): SmartyError {
  const [code, message] = judge(problem, endpoint);
  return new SmartyError(code, message, {
    cause: new Error(redact(`${problem.status ?? "in the stream"}: ${problem.text}`, endpoint).slice(0, 600)),
    ...(problem.retryAfterMs !== undefined &&
      (code === "rate_limited" || code === "unavailable") && { retryAfterMs: problem.retryAfterMs }),
  });
}

function judge({ status, text }: Problem, endpoint: Endpoint): readonly [ErrorCode, string] {
  const { title } = endpoint;
  if (status === 413 || (isClientFault(status) && status !== 429 && OVERFLOW.test(text)))
    return [
      "too_large",
      "The question and its passages are longer than the model can read. Ask with fewer or shorter ones, or choose another model.",
    ];
  if (status === 401 || status === 403 || (isClientFault(status) && BAD_KEY.test(text))) return ["auth", badKey(endpoint)];
  if (status === 402 || (isClientFault(status) && QUOTA.test(text)))
    return ["rate_limited", `The account at ${title} has no quota left. Look at its plan and billing.`];
  if (status === 429 || (status === undefined && TOO_MANY.test(text)))
    return ["rate_limited", `${title} receives more requests than it allows. Try again a little later.`];
  if (isClientFault(status) && (status === 404 || NO_MODEL.test(text))) return ["invalid", notFound(endpoint)];
  if (status === undefined || status >= 500 || status === 408 || status === 409 || status === 425 || status < 400)
    return ["unavailable", `${title} has a fault of its own at the moment. Try again a little later.`];
  if (FILTERED.test(text)) return ["invalid", `The content filter of ${title} refuses this question. Put it differently.`];
  if (NO_TOOLS.test(text)) return ["invalid", `The model ${endpoint.model} cannot call tools. Choose one that can.`];
  return ["invalid", `${title} refuses the request (status ${status}). Check the model and its settings.`];
}

/** Faults in a stream come without a status, so their words decide. */
function isClientFault(status: number | undefined): boolean {
  return status === undefined || (status >= 400 && status < 500);
}

function badKey({ title, secretHeaders }: Endpoint): string {
  return Object.keys(secretHeaders).length === 0
    ? `${title} asks for an API key. Add one to the model's settings.`
    : `${title} does not accept the API key. Check the key and what it may be used for.`;
}

function notFound({ provider, title, model, baseUrl }: Endpoint): string {
  const { host } = new URL(baseUrl);
  if (model === "") return `${host} has no such API. Check the base URL; it often ends in /v1.`;
  if (provider === "ollama") return `Ollama has no model ${model}. Get it with: ollama pull ${model}`;
  if (provider === "azure-openai") return `Azure OpenAI has no deployment ${model} at ${host}. Check its name and the endpoint.`;
  const hint = provider === "openai-compatible" ? ` Check its name and the base URL, which often ends in /v1.` : " Check its name.";
  return `${title} at ${host} has no model ${model}, or the key may not use it.${hint}`;
}

/**
 * What has to change for the request to be accepted, if that is why it was refused and it is not `known` yet: servers repeat the request in their complaint,
 * so what was changed already is not meant.
 */
export function quirkOf({ status, text }: Problem, known: ReadonlySet<Quirk>): Quirk | undefined {
  if (status !== 400 && status !== 422) return undefined;
  if (!/support|deprecat|unknown|unrecogni[sz]ed|not permitted|not allowed|extra|unexpected|only the default/i.test(text)) return undefined;
  return QUIRKS.find(([quirk, named]) => !known.has(quirk) && named.test(text))?.[0];
}

/** The text without the key, in case the provider repeats it. */
export function redact(text: string, { secretHeaders }: Endpoint): string {
  let clean = text;
  for (const value of Object.values(secretHeaders)) {
    const secret = value.replace(/^Bearer /, "");
    if (secret !== "") clean = clean.replaceAll(secret, "[key]");
  }
  return clean;
}
