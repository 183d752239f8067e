import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

const MESSAGE = "A text must not hold the character NUL. Remove it and send the request again.";

/** NUL never reaches a column: Postgres takes none, and what is cut at it elsewhere is not what was checked. */
export function refuseNul(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (c.req.url.includes("%00")) throw refusal("(address)");
    const isJson = /^application\/json\b/i.test(c.req.header("Content-Type") ?? "");
    // JSON can write it as an escape only.
    if (isJson && (await c.req.text()).includes(String.raw`\u0000`)) {
      const path = pathOfNul(await c.req.json().catch(() => undefined));
      if (path !== null) throw refusal(path);
    }
    return next();
  };
}

/** Dotted path of the first text, or the name of a field, with a NUL in it; null without one. Not recursive: bodies may be deep. */
function pathOfNul(value: unknown): string | null {
  const waiting: (readonly [path: string, value: unknown])[] = [["", value]];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    const [path, inner] = each;
    if (typeof inner === "string" && inner.includes("\0")) return path;
    if (typeof inner !== "object" || inner === null) continue;
    for (const [name, field] of Object.entries(inner)) {
      if (name.includes("\0")) return path;
      waiting.push([path === "" ? name : `${path}.${name}`, field]);
    }
  }
  return null;
}

function refusal(path: string): SmartyError {
  return new SmartyError("invalid", MESSAGE, { fields: [{ path, message: MESSAGE }] });
}
