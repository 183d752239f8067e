import { z } from "@hono/zod-openapi";
import { exportLogs, type LogEntry, type LogFilter, readLogFacts, readLogs } from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { json, Moment, pageOf, PageQuery, Time, toTime, toTimeOrNull } from "../http/schemas.ts";

const Level = z.enum(["debug", "info", "warn", "error"]);
const LineId = z.string().regex(/^[\w.:-]{1,100}$/);

const LogLine = z
  .object({
    id: z.string(),
    at: Time,
    level: Level,
    part: z.string().openapi({ description: "Which part of the product said it.", example: "server" }),
    message: z.string(),
    requestId: z.string().nullable(),
    jobId: z.string().nullable(),
    runId: z.string().nullable().openapi({ description: "Of a sync or an answer." }),
    sourceId: z.string().nullable(),
    fields: z.record(z.string(), z.unknown()),
    lost: z.int().openapi({ description: "Lines that were lost before this one, because more came than could be stored." }),
  })
  .openapi("LogLine");

const Narrowing = z.object({
  level: Level.optional().openapi({ description: "The least." }),
  requestId: LineId.optional().openapi({ description: "As in the header `X-Request-Id`, and in every error." }),
  jobId: LineId.optional(),
  runId: LineId.optional(),
  sourceId: LineId.optional(),
  text: z.string().trim().min(1).max(200).optional().openapi({ description: "In the message or the fields, in any case." }),
  from: Moment.optional(),
  to: Moment.optional().openapi({ description: "Before this moment." }),
});

const about = { tags: ["Operations"], role: "admin" as const };

const listRoute = defineRoute({
  ...about,
  method: "get",
  path: "/logs",
  operationId: "listLogLines",
  summary: "The server's log, newest first",
  description:
    "Without secrets, texts of documents and questions. A page looks through so many lines at a time: it may be short, or empty, and have a `nextCursor` all the same.",
  request: { query: PageQuery.extend(Narrowing.shape) },
  responses: { 200: json("A page.", pageOf(LogLine)) },
});

const factsRoute = defineRoute({
  ...about,
  method: "get",
  path: "/logs/facts",
  operationId: "logFacts",
  summary: "How many lines of the log are kept, from when on, and how many were lost",
  responses: {
    200: json("The numbers.", z.object({ lines: z.int(), oldestAt: Time.nullable(), lost: z.int() }).openapi("LogFacts")),
  },
});

const exportRoute = defineRoute({
  ...about,
  method: "get",
  path: "/logs/export",
  operationId: "exportLog",
  summary: "The lines that match as a file: a line of JSON each, newest first",
  request: { query: Narrowing },
  responses: {
    200: { description: "At most 100,000 lines.", content: { "application/x-ndjson": { schema: z.string() } } },
  },
});

const MOST_EXPORTED = 100_000;

export const logs = createRouter();

logs.openapi(factsRoute, async (c) => {
  const { lines, oldestAt, lost } = await readLogFacts(c.var.ports, c.var.actor);
  return c.json({ lines, oldestAt: toTimeOrNull(oldestAt), lost }, 200);
});

logs.openapi(exportRoute, (c) => {
  const lines = exportLogs(c.var.ports, c.var.actor, filterOf(c.req.valid("query")), MOST_EXPORTED);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { value, done } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(toLine(value))}\n`));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
  const headers = {
    "Content-Type": "application/x-ndjson",
    "Content-Disposition": `attachment; filename="smartypants-log.ndjson"`,
    "Cache-Control": "no-store",
  };
  // The framework takes everything with "json" in its type for one value.
  return c.body(stream, 200, headers) as never;
});

logs.openapi(listRoute, async (c) => {
  const { cursor, limit, ...narrowing } = c.req.valid("query");
  const before = cursor !== undefined && /^\d{1,15}$/.test(cursor) ? cursor : null;
  const page = await readLogs(c.var.ports, c.var.actor, { filter: filterOf(narrowing), before, limit });
  return c.json({ items: page.entries.map(toLine), nextCursor: page.before }, 200);
});

function filterOf(narrowing: z.output<typeof Narrowing>): LogFilter {
  return narrowing;
}

function toLine({ at, fields, ...entry }: LogEntry): z.output<typeof LogLine> {
  return { ...entry, at: toTime(at), fields: { ...fields } };
}
