import { SmartyError } from "@smartypants/sdk";
import { z } from "zod";
import { absoluteUrl, sourceList, withoutPictures } from "../answer-text.ts";
import { ask } from "../ask.ts";
import type { Tool } from "./tool.ts";
import { ToolFilters, toSearchFilters } from "./tool-filters.ts";

const Input = z.strictObject({
  question: z.string().trim().min(1).max(4000).describe("A whole question; nothing said before is known."),
  filters: ToolFilters,
});

const Output = z.object({
  answer: z.string().describe("Markers such as [1] name citations."),
  mode: z.enum(["llm", "extractive", "none"]).describe("none: the documents do not answer the question."),
  citations: z.array(
    z.object({
      marker: z.int(),
      documentId: z.string(),
      title: z.string(),
      url: z.string(),
      start: z.int(),
      end: z.int(),
      quote: z.string(),
    }),
  ),
  nearest: z
    .array(z.object({ id: z.string(), title: z.string(), url: z.string() }))
    .describe("Documents to look into when there is no answer."),
  runId: z.string(),
});

/** An answer with citations that the server has checked. */
export const askTool: Tool<z.output<typeof Input>> = {
  name: "ask",
  title: "Ask the documents",
  description: "Answers a question from the organisation's documents, with quotes and links. Says so when the documents do not answer it.",
  input: Input,
  output: Output,
  run: async ({ ports, actor, signal }, { question, filters }) => {
    const asked = { question, history: [], filters: toSearchFilters(filters) };
    const { publicOrigin } = ports.identity;
    const linked = (url: string): string => absoluteUrl(url, publicOrigin) ?? "";
    for await (const event of ask(ports, actor, asked, signal)) {
      if (event.type !== "end") continue;
      const { answer: text, mode, runId, citations, nearest = [] } = event.answer;
      const answer = withoutPictures(text);
      const cited = citations.map(({ version: _version, ...citation }) => ({ ...citation, url: linked(citation.url) }));
      const near = nearest.map(({ id, title, url }) => ({ id, title, url: linked(url) }));
      return {
        structured: { answer, mode, citations: cited, nearest: near, runId },
        text: answer + sourceList(event.answer, publicOrigin),
      };
    }
    throw new SmartyError("aborted", "The answer was stopped.");
  },
};
