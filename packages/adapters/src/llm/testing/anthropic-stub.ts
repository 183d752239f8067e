import { type Dialect, type Said, startStub, type Stub, type StubAnswer, type StubBody, type StubOptions } from "./stub-server.ts";

const PROBLEMS = {
  auth: [401, "authentication_error", "invalid x-api-key"],
  "rate-limit": [429, "rate_limit_error", "This request would exceed your organization's rate limit."],
  context: [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"],
  "no-model": [404, "not_found_error", "model: nope"],
  fault: [529, "overloaded_error", "Overloaded"],
} as const;
const REASONS = { stop: "end_turn", length: "max_tokens", filtered: "refusal" } as const;

/** Anthropic's messages as server-sent events, with `/v1/models`. */
export async function startAnthropicStub(options: StubOptions = {}): Promise<Stub> {
  return startStub(dialect, options);
}

const dialect: Dialect = {
  canFilter: true,
  contentType: "text/event-stream; charset=utf-8",
  basePath: "",
  keyHeader: "x-api-key",
  isAnswerPath: (path) => path === "/v1/messages",
  fact: (path) =>
    path.startsWith("/v1/models")
      ? { data: [{ type: "model", id: "claude-sonnet-4-5", max_input_tokens: 200_000 }], has_more: false }
      : undefined,
  read: readMessages,
  problem: (name) => {
    const [status, type, message] = PROBLEMS[name];
    return { status, body: JSON.stringify({ type: "error", error: { type, message } }) };
  },
  open: ({ usage }) => [
    event("message_start", {
      message: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        content: [],
        model: "claude",
        usage: usage === null ? {} : { input_tokens: usage?.inputTokens ?? 12, output_tokens: 1 },
      },
    }),
    event("ping", {}),
  ],
  reasoning: (text) => [
    event("content_block_start", { index: 0, content_block: { type: "thinking", thinking: "", signature: "" } }),
    event("content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: text } }),
    event("content_block_delta", { index: 0, delta: { type: "signature_delta", signature: "c2ln" } }),
    event("content_block_stop", { index: 0 }),
  ],
  text: (piece) => [
    event("content_block_start", { index: 1, content_block: { type: "text", text: "" } }),
    event("content_block_delta", { index: 1, delta: { type: "text_delta", text: piece } }),
    event("content_block_stop", { index: 1 }),
  ],
  close: closeMessage,
  noise: [": a comment\n\n", event("ping", {}), event("something_new", { index: 0 })],
  broken: 'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text\n\n',
  fault: event("error", { error: { type: "overloaded_error", message: "Overloaded" } }),
};

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly content?: string;
  readonly name?: string;
}

function readMessages(body: StubBody): Said {
  const messages = (body["messages"] ?? []) as readonly { readonly role: string; readonly content: readonly Block[] }[];
  // As the API does, which would refuse the request.
  if (messages.some(({ role }, at) => role === messages[at - 1]?.role)) throw new Error("the speakers do not take turns");
  return {
    system: typeof body["system"] === "string" ? body["system"] : "",
    turns: messages.flatMap(({ content }) => content.map((block) => block.text ?? block.content ?? block.name ?? "")),
    toolNames: ((body["tools"] ?? []) as readonly { readonly name: string }[]).map((tool) => tool.name),
    temperature: body["temperature"] as number | undefined,
    maxOutputTokens: body["max_tokens"] as number | undefined,
  };
}

function closeMessage({ toolCalls = [], usage, reason }: StubAnswer): readonly string[] {
  const calls = toolCalls.flatMap(({ id, name, arguments: text }, at) => {
    const index = at + 2;
    const half = Math.floor(text.length / 2);
    return [
      event("content_block_start", { index, content_block: { type: "tool_use", id, name, input: {} } }),
      ...["", text.slice(0, half), text.slice(half)].map((part) =>
        event("content_block_delta", { index, delta: { type: "input_json_delta", partial_json: part } }),
      ),
      event("content_block_stop", { index }),
    ];
  });
  return [
    ...calls,
    event("message_delta", {
      delta: { stop_reason: toolCalls.length > 0 ? "tool_use" : REASONS[reason ?? "stop"], stop_sequence: null },
      ...(usage !== null && { usage: { output_tokens: usage?.outputTokens ?? 6 } }),
    }),
    event("message_stop", {}),
  ];
}

function event(type: string, data: Readonly<Record<string, unknown>>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
