import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const PROGRAM = `
  import module from "node:module";
  const loaded = new Set();
  const library = /node_modules\\/(openai|@anthropic-ai|@google)\\//;
  module.registerHooks({
    load: (url, context, next) => {
      const name = library.exec(url)?.[1];
      if (name !== undefined) loaded.add(name);
      return next(url, context);
    },
  });
  const { createLlmProviders } = await import(process.argv[1]);
  const fetch = async () => { throw new Error("no network here"); };
  const providers = createLlmProviders({ fetch });
  const llm = await providers.open({ provider: "openai", model: "gpt-4o", apiKey: "k" });
  const before = [...loaded];
  await Array.fromAsync(llm.stream([{ role: "user", content: "When?" }], { maxOutputTokens: 1, signal: new AbortController().signal })).catch(() => {});
  console.log(JSON.stringify({ before, after: [...loaded] }));
`;

// Each of the libraries costs some 20 MB and a tenth of a second, which nobody pays who has not set it up.
test("a vendor's library is loaded by the first question to that vendor, and by nothing before", async () => {
  const path = new URL("llm-providers.ts", import.meta.url).href;
  const flags = ["--conditions=source", "--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, path]);
  expect(JSON.parse(stdout)).toEqual({ before: [], after: ["openai"] });
});
