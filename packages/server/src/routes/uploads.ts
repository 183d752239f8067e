import { awaitUploads, openUploads, requestUpload, type UploadAccess, uploadState } from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, Time, toTime } from "../http/schemas.ts";

const Upload = z
  .object({
    id: z.string().openapi({ description: "Id of the document it becomes." }),
    title: z.string(),
    state: z.enum(["queued", "indexed", "skipped", "failed"]),
    reason: z.string().optional(),
  })
  .openapi("Upload");

const Access = z
  .strictObject({
    mode: z.enum(["private", "everyone", "restricted"]),
    allow: z
      .array(
        z
          .string()
          .min(1)
          .max(512)
          .refine((text) => !text.includes("\0")),
      )
      .max(1000)
      .optional(),
  })
  .openapi("UploadAccess");

const MAX_FILES = 50;
const WAIT_MS = 10_000;

const uploadRoute = defineRoute({
  method: "post",
  path: "/uploads",
  operationId: "upload",
  tags: ["Documents"],
  summary: "Upload files; waits up to 10 seconds for them to be searchable",
  role: "member",
  scope: "upload",
  request: {
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.object({
            file: z
              .any()
              .openapi({ type: "array", items: { type: "string", format: "binary" }, description: "One part `file` for each file." }),
            access: z
              .string()
              .optional()
              .openapi({ description: 'JSON, for example `{"mode":"private"}` (the default) or `{"mode":"everyone"}`.' }),
          }),
        },
      },
    },
  },
  responses: { 201: json("What became of each.", z.object({ documents: z.array(Upload) })) },
});

const stateRoute = defineRoute({
  method: "get",
  path: "/uploads/{id}",
  operationId: "getUpload",
  tags: ["Documents"],
  summary: "How far an upload of yours has come",
  role: "member",
  scope: "upload",
  request: { params: IdParam },
  responses: { 200: json("Its state.", Upload) },
});

const openRoute = defineRoute({
  method: "get",
  path: "/uploads",
  operationId: "listOpenUploads",
  tags: ["Documents"],
  summary: "Uploads of yours that cannot be found, and why; the latest 100",
  role: "member",
  scope: "upload",
  responses: { 200: json("Latest first.", z.object({ items: z.array(Upload.extend({ updatedAt: Time })) })) },
});

export const uploads = createRouter();

uploads.openapi(uploadRoute, async (c) => {
  const { ports, actor } = c.var;
  const form = await readForm(c);
  const files = form.getAll("file").filter((part): part is File => typeof part !== "string");
  if (files.length === 0) throw field("file", "There is no file in the request: send it as a part named `file`.");
  if (files.length > MAX_FILES) throw new SmartyError("too_large", `At most ${MAX_FILES} files at once; these are ${files.length}.`);
  const access = parseAccess(form.get("access"));
  const requested: { documentId: string; title: string }[] = [];
  const key = c.req.header("Idempotency-Key");
  for (const [index, file] of files.entries()) {
    const once = key === undefined ? {} : { onceKey: `${key} ${index}` };
    requested.push(await requestUpload(ports, actor, { filename: file.name, stream: file.stream(), ...once }, access));
  }
  const documents = await awaitUploads(
    ports,
    actor,
    requested.map((each) => each.documentId),
    WAIT_MS,
  );
  return c.json({ documents: [...documents] }, 201);
});

uploads.openapi(stateRoute, async (c) => c.json(await uploadState(c.var.ports, c.var.actor, c.req.valid("param").id), 200));

uploads.openapi(openRoute, async (c) => {
  const items = await openUploads(c.var.ports, c.var.actor);
  return c.json({ items: items.map((each) => ({ ...each, updatedAt: toTime(each.updatedAt) })) }, 200);
});

/** The first file of a form; null when there is none. */
export async function fileOf(c: Context<Env>): Promise<File | null> {
  const part = (await readForm(c)).get("file");
  return part === null || typeof part === "string" ? null : part;
}

async function readForm(c: Context<Env>): Promise<FormData> {
  try {
    // What the validator has read already; the body itself can be read only once.
    return await c.req.formData();
  } catch (error) {
    throw new SmartyError("invalid", "Send multipart/form-data with a part named `file`.", { cause: error });
  }
}

function parseAccess(value: FormDataEntryValue | null): UploadAccess {
  if (value === null || value === "") return { mode: "private" };
  let parsed: unknown = value;
  try {
    if (typeof value === "string" && value.startsWith("{")) parsed = JSON.parse(value);
    else if (typeof value === "string") parsed = { mode: value };
  } catch (error) {
    throw new SmartyError("invalid", "The part `access` is not JSON.", { cause: error, fields: [{ path: "access", message: "not JSON" }] });
  }
  const access = Access.safeParse(parsed);
  if (!access.success)
    throw field("access", 'Send JSON such as {"mode":"everyone"} or {"mode":"restricted","allow":["user:ada@example.org"]}.');
  const { mode, allow } = access.data;
  return { mode, ...(allow !== undefined && { allow }) };
}

function field(path: string, message: string): SmartyError {
  return new SmartyError("invalid", message, { fields: [{ path, message }] });
}
