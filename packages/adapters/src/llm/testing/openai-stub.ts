import { type Dialect, type Said, startStub, type Stub, type StubAnswer, type StubBody, type StubOptions } from "./stub-server.ts";

interface SaidMessage {
  readonly role: string;
  readonly content?: string | null;
  readonly tool_calls?: readonly { readonly function: { readonly name: string } }[];
}

const PROBLEMS = {
  auth: [401, "invalid_api_key", "Incorrect API key provided: test-k*y. You can find your API key at the dashboard."],
  "rate-limit": [429, "rate_limit_exceeded", "Rate limit reached for requests per min. Limit: 3 / min."],
  context: [
    400,
    "context_length_exceeded",
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9100 tokens.",
  ],
  "no-model": [404, "model_not_found", "The model `nope` does not exist or you do not have access to it."],
  fault: [500, "server_error", "The server had an error while processing your request."],
} as const;
const REASONS = { stop: "stop", length: "length", filtered: "content_filter" } as const;

/** The chat completions of OpenAI as server-sent events, with `/models`. Without usage it also leaves out the reason, as simple servers do. */
export async function startOpenAiStub(options: StubOptions = {}): Promise<Stub> {
  return startStub(openAiDialect({}), options);
}

/** The same behind the paths of an Azure deployment called `deployment`. */
export async function startAzureStub(options: StubOptions & { readonly deployment: string; readonly apiVersion: string }): Promise<Stub> {
  const { deployment, apiVersion } = options;
  const answerPath = `/openai/deployments/${deployment}/chat/completions?api-version=${apiVersion}`;
  return startStub({ ...openAiDialect({ answerPath }), basePath: "", keyHeader: "api-key" }, options);
}

function openAiDialect({ answerPath = "/v1/chat/completions" }: { readonly answerPath?: string }): Dialect {
  return {
    canFilter: true,
    contentType: "text/event-stream; charset=utf-8",
    basePath: "/v1",
    keyHeader: "authorization",
    isAnswerPath: (path) => path === answerPath,
    fact: (path) => FACTS[path],
    read: readOpenAi,
    problem: (name) => {
      const [status, code, message] = PROBLEMS[name];
      return { status, body: JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code } }) };
    },
    open: () => [chunk({ role: "assistant", content: "" })],
    reasoning: (text) => [chunk({ reasoning_content: text }), chunk({ reasoning: text, content: null })],
    text: (piece) => [chunk({ content: piece })],
    close: closeOpenAi,
    noise: [": a comment\n\n", "event: ping\n", "data: {}\n\n", "data:null\n\n", `data: ${JSON.stringify({ choices: [] })}\n\n`],
    broken: 'data: {"choices":[{"delta":{"content":"\n\n',
    fault: `data: ${JSON.stringify({ error: { message: "The server had an error.", type: "server_error", code: 500 } })}\n\n`,
  };
}

const FACTS: Readonly<Record<string, unknown>> = {
  "/v1/models": {
    object: "list",
    data: [{ id: "gpt-4o" }, { id: "text-embedding-3-small" }, { id: "whisper-1" }, { id: "qwen3-8b", max_model_len: 40_960 }],
  },
  "/openai/deployments?api-version=2022-12-01": {
    data: [
      { id: "our-chat", model: "gpt-4o" },
      { id: "our-vectors", model: "text-embedding-3-large" },
    ],
  },
};

function readOpenAi(body: StubBody): Said {
  const messages = (body["messages"] ?? []) as readonly SaidMessage[];
  const tools = (body["tools"] ?? []) as readonly { readonly function: { readonly name: string } }[];
  return {
    system: messages.flatMap(({ role, content }) => (role === "system" ? [content ?? ""] : [])).join("\n"),
    turns: messages
      .filter(({ role }) => role !== "system")
      .map((message) => `${message.content ?? ""} ${JSON.stringify(message.tool_calls ?? [])}`),
    toolNames: tools.map((tool) => tool.function.name),
    temperature: body["temperature"] as number | undefined,
    maxOutputTokens: (body["max_completion_tokens"] ?? body["max_tokens"]) as number | undefined,
  };
}

function closeOpenAi({ toolCalls = [], usage, reason }: StubAnswer): readonly string[] {
  const calls = toolCalls.flatMap(({ id, name, arguments: text }, index) => {
    const half = Math.floor(text.length / 2);
    const pieces = [
      { index, id, type: "function", function: { name, arguments: "" } },
      ...[text.slice(0, half), text.slice(half)].map((part) => ({ index, function: { arguments: part } })),
    ];
    return pieces.map((piece) => chunk({ tool_calls: [piece] }));
  });
  if (usage === null && reason === undefined) return [...calls, "data: [DONE]\n\n"];
  const counted = usage ?? { inputTokens: 12, outputTokens: 6 };
  return [
    ...calls,
    chunk({}, toolCalls.length > 0 ? "tool_calls" : REASONS[reason ?? "stop"]),
    `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [], usage: { prompt_tokens: counted.inputTokens, completion_tokens: counted.outputTokens } })}\n\n`,
    "data: [DONE]\n\n",
  ];
}

function chunk(delta: Readonly<Record<string, unknown>>, reason: string | null = null): string {
  const data = {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "gpt-4o",
    choices: [{ index: 0, delta, finish_reason: reason }],
  };
  return `data: ${JSON.stringify(data)}\n\n`;
}
