import type { FoundModel } from "@smartypants/core";
import { isSmartyError } from "@smartypants/sdk";
import { contextOf, geminiPath } from "./context-tokens.ts";
import type { Endpoint } from "./endpoint.ts";
import type { GetJson } from "./get-json.ts";

const EMBEDDING = /embed|(?:^|[/-])(?:bge|e5|gte|nomic|minilm|arctic|mxbai)[-_]|sentence-/i;
/** What OpenAI lists beside language models. */
const NO_LANGUAGE = /whisper|tts|dall-e|image|moderation|realtime|audio|transcribe|babbage|davinci|sora|computer-use|instruct/i;

/** The models behind an endpoint, in the provider's order. Throws what an exchange throws. */
export async function listModels(endpoint: Endpoint, getJson: GetJson): Promise<readonly FoundModel[]> {
  switch (endpoint.provider) {
    case "ollama":
      return rowsOf(await getJson("/api/tags"), "models").flatMap((row) => found(row["name"], {}));
    case "gemini":
      return rowsOf(await getJson(`${geminiPath(endpoint.baseUrl)}?pageSize=1000`), "models").flatMap(fromGemini);
    case "anthropic":
      return rowsOf(await getJson(`${endpoint.baseUrl.endsWith("/v1") ? "" : "/v1"}/models?limit=1000`), "data").flatMap((row) =>
        found(row["id"], row),
      );
    case "azure-openai":
      return listDeployments(endpoint, getJson);
    case "openai":
      return rowsOf(await getJson("/models"), "data").flatMap((row) => (NO_LANGUAGE.test(String(row["id"])) ? [] : found(row["id"], row)));
    case "openai-compatible":
      return rowsOf(await getJson("/models"), "data").flatMap((row) => found(row["id"], row));
  }
}

/** Azure stopped listing deployments to keys at some endpoints: then there is nothing to choose from, and the name has to be typed. */
async function listDeployments({ baseUrl }: Endpoint, getJson: GetJson): Promise<readonly FoundModel[]> {
  try {
    const path = baseUrl.endsWith("/v1") ? "/models" : `${baseUrl.endsWith("/openai") ? "" : "/openai"}/deployments?api-version=2022-12-01`;
    return rowsOf(await getJson(path), "data").flatMap((row) => found(row["id"], { ...row, model: row["model"] }));
  } catch (error) {
    if (isSmartyError(error) && error.code === "invalid") return [];
    throw error;
  }
}

type Row = Readonly<Record<string, unknown>>;

function fromGemini(row: Row): readonly FoundModel[] {
  const methods = Array.isArray(row["supportedGenerationMethods"]) ? row["supportedGenerationMethods"] : [];
  if (!methods.includes("generateContent") && !methods.includes("embedContent")) return [];
  return found(String(row["name"]).replace(/^models\//, ""), row);
}

function found(model: unknown, row: Row): readonly FoundModel[] {
  if (typeof model !== "string" || model === "") return [];
  const contextTokens = contextOf(row);
  const kind = EMBEDDING.test(`${model} ${typeof row["model"] === "string" ? row["model"] : ""}`) ? "embedding" : "chat";
  return [{ model, kind, ...(contextTokens !== undefined && { contextTokens }) }];
}

function rowsOf(answer: unknown, name: string): readonly Row[] {
  // Some servers answer with the bare list.
  const rows: unknown = Array.isArray(answer) ? answer : ((answer ?? {}) as Row)[name];
  return Array.isArray(rows) ? rows.filter((row): row is Row => typeof row === "object" && row !== null) : [];
}
