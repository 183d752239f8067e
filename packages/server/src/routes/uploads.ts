import {
  type Actor,
  awaitUploads,
  deleteUploadFolder,
  leftOutReason,
  moveUploadFolder,
  openUploads,
  pathOf,
  type Ports,
  readUploadPath,
  requestUpload,
  type UploadAccess,
  type UploadPath,
  uploadState,
} from "@smartypants/core";
import { z } from "@hono/zod-openapi";
import { SmartyError } from "@smartypants/sdk";
import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter, defineRoute } from "../http/router.ts";
import { IdParam, json, jsonBody, Time, toTime } from "../http/schemas.ts";

const Upload = z
  .object({
    id: z.string().nullable().openapi({ description: "Id of the document it becomes; null for a file that was left out." }),
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
  feature: "features.memberUploads",
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
            path: z
              .any()
              .optional()
              .openapi({
                type: "array",
                items: { type: "string", maxLength: 1000 },
                description:
                  "Where each file lies, such as `handbook/hr/leave.md`: one part `path` for each part `file`, in the same order; empty for a file in no folder. What you have uploaded to the same path before gets a new version. Hidden files and those of systems, such as `.DS_Store`, are left out and say so.",
              }),
            access: z.string().optional().openapi({
              description:
                'JSON, for example `{"mode":"private"}` or `{"mode":"everyone"}`. Absent: private, and a new version keeps the readers it has.',
            }),
          }),
        },
      },
    },
  },
  responses: { 201: json("What became of each, in the order of the files.", z.object({ documents: z.array(Upload) })) },
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

const moveRoute = defineRoute({
  method: "patch",
  path: "/uploads/folders/{id}",
  operationId: "moveUploadFolder",
  tags: ["Documents"],
  summary: "Rename a folder of your uploads, or put it elsewhere among them",
  description: "With all that lies in it. Refused when files would meet under one name. Nothing is read again.",
  role: "member",
  scope: "upload",
  request: {
    params: IdParam,
    body: jsonBody(z.strictObject({ path: z.string().min(1).max(1000).openapi({ example: "handbook/people" }) })),
  },
  responses: { 200: json("How many uploads were moved.", z.object({ moved: z.int() })) },
});

const removeFolderRoute = defineRoute({
  method: "delete",
  path: "/uploads/folders/{id}",
  operationId: "deleteUploadFolder",
  tags: ["Documents"],
  summary: "Erase all uploads in a folder and below it",
  description: "Those of whoever uploaded them; an editor erases those they may read, and the others stay.",
  role: "member",
  scope: "upload",
  request: { params: IdParam },
  responses: { 200: json("How many uploads were erased.", z.object({ deleted: z.int() })) },
});

export const uploads = createRouter();

uploads.openapi(uploadRoute, async (c) => {
  const { ports, actor } = c.var;
  const form = await readForm(c);
  const files = form.getAll("file").filter((part): part is File => typeof part !== "string");
  if (files.length === 0) throw field("file", "There is no file in the request: send it as a part named `file`.");
  if (files.length > MAX_FILES) throw new SmartyError("too_large", `At most ${MAX_FILES} files at once; these are ${files.length}.`);
  const paths = readPaths(form.getAll("path"), files.length);
  const access = parseAccess(form.get("access"));
  const key = c.req.header("Idempotency-Key");
  const taken: Taken[] = [];
  for (const [index, file] of files.entries()) {
    taken.push(await take(ports, actor, { file, path: paths[index], access, ...(key !== undefined && { onceKey: `${key} ${index}` }) }));
  }
  const ids = taken.flatMap(({ id }) => (id === null ? [] : [id]));
  const states = new Map((await awaitUploads(ports, actor, ids, WAIT_MS)).map((state) => [state.id, state]));
  const documents = taken.map(({ id, leftOut }) => (id === null ? undefined : states.get(id)) ?? leftOut);
  return c.json({ documents: documents.filter((each) => each !== undefined) }, 201);
});

uploads.openapi(moveRoute, async (c) =>
  c.json(await moveUploadFolder(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").path), 200),
);

uploads.openapi(removeFolderRoute, async (c) => c.json(await deleteUploadFolder(c.var.ports, c.var.actor, c.req.valid("param").id), 200));

uploads.openapi(stateRoute, async (c) => c.json(await uploadState(c.var.ports, c.var.actor, c.req.valid("param").id), 200));

uploads.openapi(openRoute, async (c) => {
  const items = await openUploads(c.var.ports, c.var.actor);
  return c.json({ items: items.map((each) => ({ ...each, updatedAt: toTime(each.updatedAt) })) }, 200);
});

interface Taken {
  readonly id: string | null;
  readonly leftOut?: z.output<typeof Upload>;
}

interface Given {
  readonly file: File;
  readonly path: UploadPath | undefined;
  readonly access: UploadAccess | undefined;
  readonly onceKey?: string;
}

async function take(ports: Ports, actor: Actor, { file, path, access, onceKey }: Given): Promise<Taken> {
  const reason = path === undefined ? null : leftOutReason(path);
  if (path !== undefined && reason !== null) return { id: null, leftOut: { id: null, title: pathOf(path), state: "skipped", reason } };
  const upload = {
    filename: file.name,
    stream: file.stream(),
    ...(path !== undefined && { path }),
    ...(onceKey !== undefined && { onceKey }),
  };
  return { id: (await requestUpload(ports, actor, upload, access)).documentId };
}

/** All are read before anything is stored: one that cannot be kept refuses the whole request. */
function readPaths(parts: readonly FormDataEntryValue[], count: number): readonly (UploadPath | undefined)[] {
  if (parts.length === 0) return [];
  if (parts.length !== count) {
    throw field("path", `There are ${count} parts \`file\` and ${parts.length} parts \`path\`: send one for each, in the same order.`);
  }
  return parts.map((part, index) => {
    if (typeof part !== "string") throw field(`path.${index}`, "A part `path` is text, not a file.");
    return part === "" ? undefined : readUploadPath(part, `path.${index}`);
  });
}

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

function parseAccess(value: FormDataEntryValue | null): UploadAccess | undefined {
  if (value === null || value === "") return undefined;
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
