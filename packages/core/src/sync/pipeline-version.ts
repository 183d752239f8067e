import { PIPELINE_TEXT_VERSION } from "../text/pipeline-version.ts";

/** Names everything that turns bytes into chunks; documents stored by another version are processed again. */
export function pipelineVersion(extractorVersion: string): string {
  return `${PIPELINE_TEXT_VERSION}/${extractorVersion}`;
}
