import { createRoute, OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { type FeatureKey, requireFeature, requireRole, type Role, type Scope } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { MiddlewareHandler } from "hono";
import type { Env } from "./env.ts";
import { Problem } from "./problem.ts";

/** A router whose bad input becomes the one `invalid` error with field paths. */
export function createRouter(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      const fields = result.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join("."), message: issue.message }));
      throw new SmartyError("invalid", `Check the field ${fields[0]?.path || "(body)"}: ${fields[0]?.message ?? "not valid"}.`, { fields });
    },
  });
}

type Access = {
  readonly role: Role | "public";
  readonly scope?: Scope;
  /** An ability that administrators may switch off. */
  readonly feature?: FeatureKey;
};

/**
 * `createRoute` plus who may call it: `role` is the least role, or `public`; `scope` is the API-key scope that suffices, otherwise a key
 * needs `all`; `feature` is what may be switched off for everybody. All are enforced here and written into openapi.json, and the standard error answers are added.
 */
export function defineRoute<const Path extends string, const Config extends Omit<RouteConfig, "path" | "middleware" | "security">>(
  config: Config & Access & { path: Path },
) {
  const { role, scope, feature, ...rest } = config as Config & Access & { path: Path };
  const route = {
    ...rest,
    middleware: [guard(role, scope), ...(feature === undefined ? [] : [requireAbility(feature)])],
    security: role === "public" ? [] : [{ session: [] }, { apiKey: [] }],
    responses: {
      ...rest.responses,
      default: { description: "The error, as RFC 9457.", content: { "application/problem+json": { schema: Problem } } },
    },
    "x-smarty-role": role,
    ...(scope !== undefined && { "x-smarty-scope": scope }),
    ...(feature !== undefined && { "x-smarty-feature": feature }),
  };
  // The added parts do not change what a handler reads or answers, so the route keeps the type it was given.
  return createRoute(route as never) as unknown as Config & { path: Path; getRoutingPath(): string };
}

/** After who asks is known: 403 with a sentence where an administrator has switched the ability off. */
export function requireAbility(feature: FeatureKey): MiddlewareHandler<Env> {
  return async (c, next) => {
    requireFeature(c.var.ports.settings, c.var.actor, feature);
    await next();
  };
}

function guard(role: Role | "public", scope: Scope | undefined): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (role === "public") return next();
    const actor = c.var.actor as Env["Variables"]["actor"] | undefined;
    if (actor === undefined) throw new SmartyError("unauthenticated", "Sign in, or send an API key as `Authorization: Bearer sp_…`.");
    requireRole(actor, role);
    if (!actor.scopes.includes("all") && (scope === undefined || !actor.scopes.includes(scope))) {
      throw new SmartyError("forbidden", `This API key may not be used here; its scopes are: ${actor.scopes.join(", ")}.`);
    }
    return next();
  };
}
