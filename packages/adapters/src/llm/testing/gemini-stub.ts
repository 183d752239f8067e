import { type Dialect, type Said, startStub, type Stub, type StubAnswer, type StubBody, type StubOptions } from "./stub-server.ts";

const PROBLEMS = {
  auth: [400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."],
  "rate-limit": [429, "RESOURCE_EXHAUSTED", "Too many requests."],
  context: [400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."],
  "no-model": [404, "NOT_FOUND", "models/nope is not found for API version v1beta."],
  fault: [503, "UNAVAILABLE", "The model is overloaded. Please try again later."],
} as const;
const REASONS = { stop: "STOP", length: "MAX_TOKENS", filtered: "SAFETY" } as const;

/** Gemini's streamGenerateContent as server-sent events, with `/v1beta/models`. */
export async function startGeminiStub(options: StubOptions = {}): Promise<Stub> {
  return startStub(dialect, options);
}

const dialect: Dialect = {
  canFilter: true,
  contentType: "text/event-stream",
  basePath: "",
  keyHeader: "x-goog-api-key",
  isAnswerPath: (path) => /^\/v1beta\/models\/[^/]+:streamGenerateContent\?alt=sse$/.test(path),
  fact: (path) => (path.startsWith("/v1beta/models?") ? { models: MODELS } : undefined),
  read: readContents,
  problem: (name) => {
    const [code, status, message] = PROBLEMS[name];
    return { status: code, body: JSON.stringify({ error: { code, message, status } }) };
  },
  open: () => [],
  reasoning: (text) => [chunk([{ text, thought: true }])],
  text: (piece) => [chunk([{ text: piece }])],
  close: closeContent,
  noise: [": a comment\r\n\r\n", "data: {}\r\n\r\n", frame({ candidates: [{ content: { role: "model" }, index: 0 }] })],
  broken: 'data: {"candidates":[{"content":{"parts":[{"text":"\r\n\r\n',
  fault: frame({ error: { code: 503, message: "The service is currently unavailable.", status: "UNAVAILABLE" } }),
};

const MODELS = [
  {
    name: "models/gemini-2.5-flash",
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ["generateContent"],
  },
  { name: "models/gemini-embedding-001", inputTokenLimit: 2048, supportedGenerationMethods: ["embedContent"] },
  { name: "models/imagen-4", supportedGenerationMethods: ["predict"] },
];

interface Part {
  readonly text?: string;
  readonly functionCall?: { readonly name: string };
  readonly functionResponse?: { readonly name: string; readonly response: unknown };
}

function readContents(body: StubBody): Said {
  const contents = (body["contents"] ?? []) as readonly { readonly role: string; readonly parts: readonly Part[] }[];
  if (contents.some(({ role }, at) => role === contents[at - 1]?.role)) throw new Error("the speakers do not take turns");
  const instruction = body["systemInstruction"] as { readonly parts?: readonly Part[] } | undefined;
  const config = (body["generationConfig"] ?? {}) as { readonly temperature?: number; readonly maxOutputTokens?: number };
  const tools = (body["tools"] ?? []) as readonly { readonly functionDeclarations: readonly { readonly name: string }[] }[];
  return {
    system: instruction?.parts?.map((part) => part.text).join("\n") ?? "",
    turns: contents.flatMap(({ parts }) => parts.map((part) => part.text ?? JSON.stringify(part))),
    toolNames: tools.flatMap((tool) => tool.functionDeclarations.map(({ name }) => name)),
    temperature: config.temperature,
    maxOutputTokens: config.maxOutputTokens,
  };
}

function closeContent({ toolCalls = [], usage, reason }: StubAnswer): readonly string[] {
  const parts = toolCalls.map(({ name, arguments: text }, at) => ({
    functionCall: { name, args: JSON.parse(text) as unknown },
    ...(at === 0 && { thoughtSignature: "c2lnbmF0dXJl" }),
  }));
  const counted = usage ?? { inputTokens: 12, outputTokens: 6 };
  return [
    ...(parts.length > 0 ? [chunk(parts)] : []),
    frame({
      candidates: [{ content: { role: "model", parts: [{ text: "" }] }, finishReason: REASONS[reason ?? "stop"], index: 0 }],
      ...(usage !== null && {
        usageMetadata: { promptTokenCount: counted.inputTokens, candidatesTokenCount: counted.outputTokens - 2, thoughtsTokenCount: 2 },
      }),
    }),
  ];
}

function chunk(parts: readonly unknown[]): string {
  return frame({ candidates: [{ content: { role: "model", parts }, index: 0 }], modelVersion: "gemini" });
}

function frame(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}
