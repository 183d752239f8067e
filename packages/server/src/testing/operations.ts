import { z } from "zod";
import { describeApi } from "../app.ts";

const JsonSchema = z.record(z.string(), z.unknown());

const Parameter = z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: JsonSchema });

const Described = z.looseObject({
  "x-smarty-role": z.string().optional(),
  "x-smarty-scope": z.string().optional(),
  parameters: z.array(Parameter).optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: JsonSchema })) }).optional(),
});

const Api = z.object({
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.looseObject({ schemas: z.record(z.string(), JsonSchema).optional() }),
});

export type Schema = z.infer<typeof JsonSchema>;

/** One method of one path, as openapi.json describes it. */
export interface Operation {
  /** `GET /api/v1/documents/{id}` */
  readonly line: string;
  readonly method: string;
  readonly path: string;
  readonly role: string | undefined;
  readonly scope: string | undefined;
  readonly parameters: readonly z.infer<typeof Parameter>[];
  /** Of the JSON body. */
  readonly body: Schema | undefined;
}

const api = Api.parse(JSON.parse(JSON.stringify(describeApi())));

/** Every documented method of every path. */
export const OPERATIONS: readonly Operation[] = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]): Operation => ({
    line: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    role: described["x-smarty-role"],
    scope: described["x-smarty-scope"],
    parameters: described.parameters ?? [],
    body: described.requestBody?.content["application/json"]?.schema,
  })),
);

/** Follows a `$ref`. */
export function resolveSchema(schema: Schema): Schema {
  const name = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").at(-1) : undefined;
  const found = name === undefined ? undefined : api.components.schemas?.[name];
  return found === undefined ? schema : resolveSchema(found);
}

/** The line with its path parameters filled in. */
export function fillPath({ line }: Pick<Operation, "line">, ids: Readonly<Record<string, string>> | string): string {
  return line.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => (typeof ids === "string" ? ids : (ids[name] ?? "missing")));
}
