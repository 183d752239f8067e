export { startAnthropicStub } from "./anthropic-stub.ts";
export { startGeminiStub } from "./gemini-stub.ts";
export { type OllamaStubOptions, startOllamaStub } from "./ollama-stub.ts";
export { startAzureStub, startOpenAiStub } from "./openai-stub.ts";
export type { Stub, StubAnswer, StubOptions, StubRequest, StubScript } from "./stub-server.ts";
