import type { Actor } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Context, MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";

const KEY = /^[\x21-\x7e]{1,200}$/;

/** How an answer with content is given again: content is never kept, for its reader may have lost the permission since. */
export interface Replay {
  /** What to keep of the answer's body: ids. */
  readonly keep: (body: string) => string;
  /** The answer as it is today. */
  readonly answer: (c: Context<Env>, kept: string) => Promise<Response>;
}

export interface IdempotencyOptions {
  /** By path. */
  readonly replays?: Readonly<Record<string, Replay>>;
  /** Paths that only read: asking them again is harmless. */
  readonly reads?: readonly string[];
  /** Paths whose handlers do a write once by themselves when the key is the same. */
  readonly resumes?: readonly string[];
}

const LOST =
  "The server stopped while it worked on the first request with this Idempotency-Key. See whether that was carried out; if not, send it again with a new key.";

/** With an `Idempotency-Key` a write happens once: asking again within a day gives the first answer. */
export function idempotency({ replays = {}, reads = [], resumes = [] }: IdempotencyOptions = {}): MiddlewareHandler<Env> {
  const byPath = new Map(Object.entries(replays));
  return async (c, next) => {
    const key = c.req.header("Idempotency-Key");
    if (key === undefined || c.req.method !== "POST" || c.var.actor === undefined || reads.includes(c.req.path)) return next();
    if (!KEY.test(key)) throw new SmartyError("invalid", "An Idempotency-Key has 1 to 200 printable ASCII characters.");
    const { database, vault, clock } = c.var.ports;
    const { userId } = c.var.actor;
    // An answer may hold a link or a key that is shown once.
    const context = `idempotency/${userId}/${key}`;
    const replay = byPath.get(c.req.path);
    const first = await database.records.reserveIdempotency(userId, key, await fingerprint(c, c.var.actor), clock.now());
    if (first === "lost") {
      if (!resumes.includes(c.req.path)) throw new SmartyError("conflict", LOST);
      await database.records.resumeIdempotency(userId, key);
    } else if (first !== null) {
      c.header("Idempotency-Replayed", "true");
      const kept = vault.open(first.body, context);
      if (replay !== undefined) return replay.answer(c, kept);
      return c.body(kept, first.status as 200, { "Content-Type": "application/json" });
    }
    let answer: { readonly status: number; readonly body: string } | null = null;
    try {
      await next();
      const isKept = c.res.ok && (c.res.headers.get("Content-Type") ?? "").startsWith("application/json");
      if (isKept) {
        const body = await c.res.clone().text();
        answer = { status: c.res.status, body: vault.seal(replay?.keep(body) ?? body, context) };
      }
    } finally {
      await database.records.completeIdempotency(userId, key, answer);
    }
    return undefined;
  };
}

/** Who asks belongs to it: a key with fewer rights must not be given what another was. Files are told apart by the request's size. */
async function fingerprint({ req }: Context<Env>, { via, role, scopes }: Actor): Promise<string> {
  const isJson = (req.header("Content-Type") ?? "").startsWith("application/json");
  // Through the request's cache: the body itself can be read only once.
  const body = isJson ? await req.text() : (req.header("Content-Length") ?? "");
  const parts = [req.method, new URL(req.url).pathname, via, role, [...scopes].toSorted(), body];
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64url");
}
