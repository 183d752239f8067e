import { notFound } from "../../http/on-error.ts";
import { createRouter, requireAbility } from "../../http/router.ts";
import { concurrencyLimit } from "../../middleware/limits.ts";
import { refuseNul } from "../../middleware/refuse-nul.ts";
import { requireKey, requireScope } from "../require-key.ts";
import { completeChat } from "./chat-completions.ts";
import { listModels, unknownModel } from "./chat-models.ts";
import { ChatRequest } from "./chat-request.ts";
import { embedTexts, EmbeddingRequest } from "./embeddings.ts";
import { readBody } from "./read-body.ts";

/** `/v1`, as OpenAI's clients speak it; docs/guides/openai-api.md says what is kept of it. */
export const openAi = createRouter();

openAi.use("/v1/*", requireKey, requireAbility("features.openaiApi"), refuseNul());
for (const path of ["/v1/chat/completions", "/v1/embeddings"]) openAi.use(path, concurrencyLimit());

openAi.post("/v1/chat/completions", requireScope("ask"), async (c) => completeChat(c, await readBody(c, ChatRequest)));

openAi.post("/v1/embeddings", requireScope("search"), async (c) =>
  c.json(await embedTexts(c.var.ports, c.var.actor, await readBody(c, EmbeddingRequest), c.req.raw.signal)),
);

openAi.get("/v1/models", requireScope("ask", "search"), async (c) =>
  c.json({ object: "list", data: await listModels(c.var.ports, c.var.actor) }),
);

// Names of models have slashes in them, which some clients leave as they are.
openAi.get("/v1/models/:model{.+}", requireScope("ask", "search"), async (c) => {
  const name = c.req.param("model");
  const model = (await listModels(c.var.ports, c.var.actor)).find((each) => each.id === name);
  if (model === undefined) throw unknownModel(name);
  return c.json(model);
});

// Below this the web application would answer with its page.
openAi.all("/v1/*", notFound);
