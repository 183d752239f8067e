import { type ConnectorContext, type HttpAnswer, type HttpRequest, SmartyError } from "@smartypants/sdk";

type Http = ConnectorContext["http"];

interface Kept {
  readonly status: number;
  readonly headers: HttpAnswer["headers"];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a source has answered to the surveys of one form. */
export interface SurveyMemory {
  /** Null, once it is known, for an answer that could not be kept. */
  readonly answers: Map<string, Promise<Kept | null>>;
  bytes: number;
  /** The time that surveys of the form are told, so that their questions stay the same. */
  readonly now: number;
}

export interface Budget {
  /** Requests that may still go out. */
  calls: number;
  /** Called when another one is wanted. */
  readonly onSpent: () => void;
}

/** Of one answer, and of all together: what is larger is asked for again. */
const MOST_BYTES = 8 * 2 ** 20;
const MOST_TOGETHER_BYTES = 16 * 2 ** 20;

export function createSurveyMemory(now: number): SurveyMemory {
  return { answers: new Map(), bytes: 0, now };
}

/**
 * The network of a survey: the same question is answered from memory, so that trying out patterns asks the source nothing, and of other questions only
 * so many go out. Only what is asked with an `Authorization` is kept, whichever it is: a memory belongs to one person and one credential.
 */
export function rememberAnswers(http: Http, memory: SurveyMemory, budget: Budget): Http {
  return {
    ...http,
    request: async (request) => {
      const key = keyOf(request);
      const kept = (await memory.answers.get(key)) ?? null;
      if (kept !== null) return toAnswer(kept);
      if (budget.calls <= 0) {
        budget.onSpent();
        throw new SmartyError("aborted", "As many requests as a preview may take have been made.");
      }
      budget.calls -= 1;
      const answer = await http.request(request);
      // What failed is not known, and an answer to who one is belongs to its moment.
      if (answer.status !== 200 || !isAuthorized(request)) return answer;
      const [mine, theirs] = answer.body.tee();
      memory.answers.set(key, keep(memory, { ...answer, body: mine }));
      return { ...answer, body: theirs };
    },
  };
}

async function keep(memory: SurveyMemory, { status, headers, body }: HttpAnswer): Promise<Kept | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      size += part.byteLength;
      if (size > MOST_BYTES || memory.bytes + size > MOST_TOGETHER_BYTES) return null;
      parts.push(part);
    }
  } catch {
    // Whoever reads the answer itself is told that it broke off.
    return null;
  }
  memory.bytes += size;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return { status, headers, body: whole };
}

function toAnswer({ status, headers, body }: Kept): HttpAnswer {
  return { status, headers, body: new Blob([body]).stream() };
}

function isAuthorized({ headers = {} }: HttpRequest): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
}

function keyOf({ method = "GET", url, headers = {}, body = "" }: HttpRequest): string {
  const told = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "authorization");
  return JSON.stringify([method, url, told, typeof body === "string" ? body : [...body]]);
}
