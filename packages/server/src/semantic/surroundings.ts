import type { createSafeFetch } from "@smartypants/adapters";
import type { Ports } from "@smartypants/core";

/** What embedding models need of the rest. */
export interface EmbedderSurroundings extends Pick<Ports, "database" | "vault" | "disk" | "clock" | "logger" | "llms"> {
  readonly fetch: ReturnType<typeof createSafeFetch>;
  /** In the order in which they are looked through; what is downloaded goes into the last one. */
  readonly modelFolders: readonly [string, ...string[]];
  readonly hubUrl: string;
  readonly huggingFaceToken: string | undefined;
}
