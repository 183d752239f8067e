import type { Actor, Scope } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../http/env.ts";
import { authenticate } from "../middleware/authenticate.ts";

/** Programs come with an API key; a browser's cookie is not looked at, so that no page can lend them its visitor's session. */
export const requireKey: MiddlewareHandler<Env> = async (c, next) => {
  if (!/^Bearer +\S/i.test(c.req.header("authorization") ?? "")) {
    throw new SmartyError(
      "unauthenticated",
      "Send a SmartyPants API key as `Authorization: Bearer sp_…`. Make one under Settings, API keys.",
    );
  }
  return authenticate(c, next);
};

export function hasScope({ scopes }: Pick<Actor, "scopes">, scope: Scope): boolean {
  return scopes.includes("all") || scopes.includes(scope);
}

/** Refuses keys that have none of these scopes. */
export function requireScope(...wanted: readonly [Scope, ...Scope[]]): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { actor } = c.var;
    if (!wanted.some((scope) => hasScope(actor, scope))) {
      const needs = wanted.map((scope) => `"${scope}"`).join(" or ");
      throw new SmartyError(
        "forbidden",
        `This API key may not be used here: it needs the scope ${needs}. Its scopes are: ${actor.scopes.join(", ")}.`,
      );
    }
    await next();
  };
}
