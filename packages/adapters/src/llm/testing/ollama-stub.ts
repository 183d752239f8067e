import { type Dialect, type Said, startStub, type Stub, type StubAnswer, type StubBody, type StubOptions } from "./stub-server.ts";

const PROBLEMS = {
  auth: [401, "unauthorized"],
  "rate-limit": [429, "too many requests"],
  context: [400, "the input length exceeds the context length"],
  "no-model": [404, 'model "nope" not found, try pulling it first'],
  fault: [500, "llama runner process has terminated: exit status 2"],
} as const;

export interface OllamaStubOptions extends StubOptions {
  /** The model's own settings, as `/api/show` prints them. */
  readonly parameters?: string;
  /** What the model was trained for. */
  readonly trainedTokens?: number;
  /** The model is loaded, with this context. */
  readonly loadedTokens?: number;
}

/** Ollama's `/api/chat` as lines of JSON, with `/api/tags`, `/api/show`, `/api/ps` and `/api/version`. Its one model is `qwen3:8b`. */
export async function startOllamaStub(options: OllamaStubOptions = {}): Promise<Stub> {
  return startStub({ ...dialect, fact: (path, body) => factOf(path, body, options) }, options);
}

function factOf(path: string, body: StubBody, { parameters = "", trainedTokens = 40_960, loadedTokens }: OllamaStubOptions): unknown {
  const loaded = loadedTokens === undefined ? [] : [{ name: "qwen3:8b", model: "qwen3:8b", context_length: loadedTokens }];
  if (path === "/api/version") return { version: "0.13.1" };
  if (path === "/api/tags") return { models: [{ name: "qwen3:8b" }, { name: "nomic-embed-text:latest" }] };
  if (path === "/api/ps") return { models: loaded };
  if (path !== "/api/show" || body["model"] !== "qwen3:8b") return undefined;
  return {
    parameters,
    model_info: { "general.architecture": "qwen3", "qwen3.context_length": trainedTokens },
    capabilities: ["completion", "tools", "thinking"],
  };
}

const dialect: Dialect = {
  canFilter: false,
  contentType: "application/x-ndjson",
  basePath: "",
  keyHeader: "authorization",
  isAnswerPath: (path) => path === "/api/chat",
  fact: () => undefined,
  read: readChat,
  problem: (name) => {
    const [status, error] = PROBLEMS[name];
    return { status, body: JSON.stringify({ error }) };
  },
  open: () => [],
  // Newer versions tell thoughts apart; older ones write them into the text.
  reasoning: (text) => [
    line({ message: { role: "assistant", content: "", thinking: text } }),
    ...["<th", `ink>${text}`, "</thi", "nk>\n\n"].map((content) => line({ message: { role: "assistant", content } })),
  ],
  text: (piece) => [line({ message: { role: "assistant", content: piece } })],
  close: closeChat,
  noise: ["\n", "  \r\n", "{}\n", "null\n", line({ something: "new" })],
  broken: '{"message":{"role":"assistant","content":"\n',
  fault: `${JSON.stringify({ error: "an error was encountered while running the model" })}\n`,
};

interface SaidMessage {
  readonly role: string;
  readonly content: string;
  readonly tool_calls?: readonly unknown[];
}

function readChat(body: StubBody): Said {
  const messages = (body["messages"] ?? []) as readonly SaidMessage[];
  const options = (body["options"] ?? {}) as { readonly temperature?: number; readonly num_predict?: number };
  const tools = (body["tools"] ?? []) as readonly { readonly function: { readonly name: string } }[];
  return {
    system: messages.flatMap(({ role, content }) => (role === "system" ? [content] : [])).join("\n"),
    turns: messages
      .filter(({ role }) => role !== "system")
      .map((message) => `${message.content} ${JSON.stringify(message.tool_calls ?? [])}`),
    toolNames: tools.map((tool) => tool.function.name),
    temperature: options.temperature,
    maxOutputTokens: options.num_predict,
  };
}

function closeChat({ toolCalls = [], usage, reason }: StubAnswer): readonly string[] {
  const calls = toolCalls.map(({ name, arguments: text }) => ({ function: { name, arguments: JSON.parse(text) as unknown } }));
  const counted = usage ?? { inputTokens: 12, outputTokens: 6 };
  return [
    ...(calls.length > 0 ? [line({ message: { role: "assistant", content: "", tool_calls: calls } })] : []),
    line({
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: reason === "length" ? "length" : "stop",
      ...(usage !== null && { prompt_eval_count: counted.inputTokens, eval_count: counted.outputTokens }),
    }),
  ];
}

function line(data: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ model: "qwen3:8b", created_at: "2026-01-01T00:00:00Z", done: false, ...data })}\n`;
}
