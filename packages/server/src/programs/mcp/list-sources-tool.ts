import { z } from "zod";
import type { Tool } from "./tool.ts";

const Input = z.strictObject({});

const Output = z.object({
  sources: z.array(z.object({ id: z.string(), name: z.string(), connector: z.string(), documents: z.int() })),
});

/** The sources of which the caller may read something. */
export const listSourcesTool: Tool<z.output<typeof Input>> = {
  name: "list_sources",
  title: "List sources",
  description: "Lists the sources that can be searched, with how many documents of each can be read. Their names narrow a search.",
  input: Input,
  output: Output,
  run: async ({ ports, actor }) => ({ structured: { sources: await ports.database.forActor(actor).content.sources() } }),
};
