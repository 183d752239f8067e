import { z } from "@hono/zod-openapi";
import type { Answer as CoreAnswer } from "@smartypants/core";
import { Time, toTimeOrNull } from "../http/schemas.ts";

const Citation = z
  .object({
    marker: z.int(),
    documentId: z.string(),
    version: z.int(),
    title: z.string(),
    url: z.string(),
    start: z.int().openapi({ description: "UTF-16 offset into that version's text." }),
    end: z.int(),
    quote: z.string().openapi({ description: "Exactly that slice of the stored text." }),
  })
  .openapi("Citation");

/** Of the model registry. */
export const Model = z
  .string()
  .min(1)
  .max(200)
  .openapi({ description: "Id of a configured language model; absent: the default one.", example: "m-1" });

const DocumentLink = z.object({ id: z.string(), title: z.string(), url: z.string() });

const Reading = z
  .object({
    time: z
      .object({ text: z.string(), after: Time.nullable(), before: Time.nullable(), use: z.string() })
      .nullable()
      .openapi({ description: "A time that the question names; `use` is `filter` or `preference`." }),
    acronyms: z.array(z.string()).openapi({ description: "Words of the question that were searched for in their other form too." }),
  })
  .openapi("QuestionReading", { description: "What was read into the question's words." });

const Written = z
  .object({
    model: z.string().openapi({ example: "ollama/qwen3:8b" }),
    inputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
    finishReason: z
      .enum(["stop", "length", "filtered"])
      .nullable()
      .openapi({ description: "`length`: it was cut off and can be continued." }),
    removedCitations: z.int().openapi({ description: "Citations taken out because their passage does not support the statement." }),
    unsupported: z
      .array(z.object({ start: z.int(), end: z.int() }))
      .openapi({ description: "UTF-16 offsets into `answer`: statements without a citation that supports them." }),
    used: z.array(DocumentLink).openapi({ description: "Cited documents." }),
    alsoFound: z.array(DocumentLink).openapi({ description: "Documents that were found and are not cited." }),
    continues: z.string().nullable().openapi({ description: "The run whose answer this one goes on with." }),
    masked: z.int().openapi({ description: "Pieces of personal data that the model was sent placeholders for." }),
  })
  .openapi("Written");

export const Answer = z
  .object({
    runId: z.string(),
    state: z.enum(["running", "done", "failed", "cancelled", "interrupted"]),
    mode: z.enum(["llm", "extractive", "none"]).openapi({ description: "`none`: there was not enough evidence." }),
    answer: z.string(),
    citations: z.array(Citation),
    nearest: z.array(DocumentLink).optional(),
    error: z.object({ code: z.string(), message: z.string() }).nullable().optional(),
    assistant: z
      .object({ id: z.string(), version: z.int(), name: z.string().nullable() })
      .optional()
      .openapi({ description: "Who answered; absent without an assistant." }),
    reading: Reading.optional(),
    written: Written.optional().openapi({ description: "Only where a language model wrote." }),
    hidden: z.literal(true).optional().openapi({ description: "A model wrote it from documents that you can no longer open." }),
  })
  .openapi("Answer");

/** A copy of our own that the response types accept: core's lists are read-only. */
export function toAnswer({ citations, nearest, error, written, reading, ...answer }: CoreAnswer): z.infer<typeof Answer> {
  return {
    ...answer,
    citations: [...citations],
    ...(nearest !== undefined && { nearest: [...nearest] }),
    ...(error !== undefined && error !== null && { error }),
    ...(reading !== undefined && { reading: toReading(reading) }),
    ...(written !== undefined && {
      written: { ...written, unsupported: [...written.unsupported], used: [...written.used], alsoFound: [...written.alsoFound] },
    }),
  };
}

function toReading({ time, acronyms }: NonNullable<CoreAnswer["reading"]>): z.infer<typeof Reading> {
  const range = time === null ? null : { ...time, after: toTimeOrNull(time.after), before: toTimeOrNull(time.before) };
  return { time: range, acronyms: [...acronyms] };
}
