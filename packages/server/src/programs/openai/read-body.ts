import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { z } from "zod";
import type { Env } from "../../http/env.ts";

/** The JSON body of a request. Some clients leave out its content type; it is JSON all the same. */
export async function readBody<Schema extends z.ZodType>(c: Context<Env>, schema: Schema): Promise<z.output<Schema>> {
  const body: unknown = await c.req.json().catch((error: unknown) => {
    throw new SmartyError("invalid", "The body is not valid JSON.", { cause: error });
  });
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const fields = read.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new SmartyError("invalid", `Check ${fields[0]?.path || "the body"}: ${fields[0]?.message ?? "not valid"}.`, { fields });
}
