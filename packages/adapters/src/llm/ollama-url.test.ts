import { expect, test } from "vitest";
import { ollamaUrl } from "./ollama-url.ts";

test.for([
  ["127.0.0.1", "http://127.0.0.1:11434"],
  ["ollama", "http://ollama:11434"],
  ["ollama:8080", "http://ollama:8080"],
  [":9999", "http://127.0.0.1:9999"],
  ["0.0.0.0:11434", "http://127.0.0.1:11434"],
  ["[::1]:11434", "http://[::1]:11434"],
  ["http://ollama:11434/", "http://ollama:11434"],
  ["http://localhost:11434/v1/", "http://localhost:11434"],
  ["https://models.example.org/ollama/api", "https://models.example.org/ollama"],
  ["http://plain.example.org", "http://plain.example.org"],
])("OLLAMA_HOST=%s means %s", ([host, url]) => {
  expect(ollamaUrl(host ?? "")).toBe(url);
});
