import { once } from "node:events";
import { createServer } from "node:http";

/** An Ollama at its own address, with two models: one that answers with a word, and one that cannot be loaded. */
export interface FakeOllama {
  stop(): void;
}

const PORT = 11_434;
const MODELS = ["tiny-llama:1b", "broken:1b"];

/** Null when something else is there already. */
export async function startFakeOllama(): Promise<FakeOllama | null> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const { url = "" } = request;
      const asked = text === "" ? {} : (JSON.parse(text) as { readonly model?: string });
      if (url === "/api/version") return void response.end(JSON.stringify({ version: "0.13.1" }));
      if (url === "/api/tags") return void response.end(JSON.stringify({ models: MODELS.map((name) => ({ name })) }));
      if (url === "/api/show")
        return void response.end(JSON.stringify({ model_info: { "llama.context_length": 8192 }, capabilities: ["completion"] }));
      if (url !== "/api/chat") return void response.end(JSON.stringify({ models: [] }));
      if (asked.model !== MODELS[0]) return void response.writeHead(404).end(JSON.stringify({ error: `model "${asked.model}" not found` }));
      response.setHeader("Content-Type", "application/x-ndjson");
      response.write(`${JSON.stringify({ message: { role: "assistant", content: "ready" } })}\n`);
      const end = { message: { role: "assistant", content: "" }, done: true, done_reason: "stop", prompt_eval_count: 12, eval_count: 1 };
      response.end(`${JSON.stringify(end)}\n`);
    });
  });
  const settled = Promise.race([once(server, "listening").then(() => true), once(server, "error").then(() => false)]);
  server.listen(PORT, "127.0.0.1");
  return (await settled) ? { stop: () => void server.close() } : null;
}
