import { ERROR_CODES, type ErrorCode, SmartyError } from "@smartypants/sdk";

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
}

/** The HTTP API, of a server or of this very process. */
export interface Api {
  /** The answer as it is, its error too; for streams. */
  request(path: string, init?: ApiRequest): Promise<Response>;
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body?: unknown): Promise<Body>;
  patch<Body>(path: string, body: unknown): Promise<Body>;
  delete(path: string): Promise<void>;
}

/** Sends one request: `path` below `/api/v1`, with the operator's credential. */
export type Send = (
  path: string,
  init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string },
) => Promise<Response>;

export interface ApiOptions {
  readonly token: string;
  /** The address of the person to act as; the first administrator when absent. */
  readonly as: string | undefined;
}

/** Every answer that is an error is thrown as ours. */
export function createApi(send: Send, { token, as }: ApiOptions): Api {
  const request: Api["request"] = async (path, { method = "GET", body } = {}) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, ...(as !== undefined && { "x-smarty-as": as }) };
    if (body === undefined) return send(path, { method, headers });
    headers["content-type"] = "application/json";
    return send(path, { method, headers, body: JSON.stringify(body) });
  };
  const json = async <Body>(path: string, init: ApiRequest): Promise<Body> => {
    const answer = await request(path, init);
    if (!answer.ok) throw await toError(answer);
    return (answer.status === 204 ? undefined : await answer.json()) as Body;
  };
  return {
    request,
    get: (path) => json(path, {}),
    post: (path, body) => json(path, { method: "POST", body }),
    patch: (path, body) => json(path, { method: "PATCH", body }),
    delete: (path) => json(path, { method: "DELETE" }),
  };
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** The error that an answer tells of. */
export async function toError(answer: Response): Promise<SmartyError> {
  const problem = await readProblem(answer);
  const code = ERROR_CODES.find((each): each is ErrorCode => each === problem.code) ?? "internal";
  const detail = problem.detail ?? `The server answered ${answer.status}. Its log may say why.`;
  return new SmartyError(code, detail, problem.errors === undefined ? {} : { fields: problem.errors });
}

async function readProblem(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    // Something else than us stands there, or between us and it.
    return {};
  }
}
