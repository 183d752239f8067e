import type { Extractor } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import { createExtractor } from "./extract.ts";
import { builtInPreprocessors, pickPreprocessor, preprocessorsVersion } from "./registry.ts";
import { createSandboxRunner } from "./sandbox/create-sandbox-runner.ts";

/** The built-in preprocessors behind core's port; `stop` ends the disposable process. */
export function createExtractorPort(): { readonly extractor: Extractor; stop(): Promise<void> } {
  const preprocessors = builtInPreprocessors();
  const sandbox = createSandboxRunner();
  const byContent = createExtractor({ preprocessors, sandbox });
  return {
    extractor: {
      version: preprocessorsVersion(preprocessors),
      extract: async ({ mimeType, ...input }) => {
        if (mimeType === undefined) return byContent(input);
        const preprocessor = pickPreprocessor(preprocessors, mimeType);
        if (preprocessor === undefined) throw new SmartyError("unsupported", `Files of the type ${mimeType} are not read.`);
        const full = { ...input, mimeType };
        const extracted = await (preprocessor.isolated ? sandbox.run(preprocessor.id, full) : preprocessor.extract(full));
        return { ...extracted, mimeType };
      },
    },
    stop: async () => {
      await sandbox.stop();
    },
  };
}
