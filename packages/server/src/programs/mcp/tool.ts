import type { Actor, Ports } from "@smartypants/core";
import type { z } from "zod";

/** Who calls a tool, and until when they wait. */
export interface Caller {
  readonly ports: Ports;
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

export interface ToolAnswer {
  readonly structured: Readonly<Record<string, unknown>>;
  /** For clients that read text only; `structured` as JSON when absent. */
  readonly text?: string;
}

/** Something that a model may do here; all of it only reads. */
export interface Tool<Input> {
  readonly name: string;
  readonly title: string;
  /** For the model that chooses among tools. */
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType;
  readonly run: (caller: Caller, input: Input) => Promise<ToolAnswer>;
}
