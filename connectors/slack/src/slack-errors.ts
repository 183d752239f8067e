import { SmartyError } from "@smartypants/sdk";
import type { AnswerBody } from "./slack-answer.ts";

const DEAD_TOKEN = new Set([
  "account_inactive",
  "invalid_auth",
  "not_authed",
  "token_expired",
  "token_revoked",
  "org_login_required",
  "user_removed_from_team",
  "team_access_not_granted",
  "ekm_access_denied",
]);

const NOT_ALLOWED = new Set(["missing_scope", "no_permission", "access_denied", "not_allowed_token_type", "enterprise_is_restricted"]);

/** Whether the token itself no longer works, whatever is asked. */
export function isDeadToken(error: string | undefined): boolean {
  return error !== undefined && DEAD_TOKEN.has(error);
}

export function deadTokenError(error: string | undefined): SmartyError {
  const words = codeWord(error);
  return new SmartyError("auth", `Slack no longer accepts the token (${words}); install the app again and enter its new bot token.`);
}

/** A refusal that concerns the whole source, in words. */
export function refusalError(method: string, { error, needed }: Pick<AnswerBody, "error" | "needed">): SmartyError {
  if (error === "missing_scope") {
    const scope = needed === undefined ? "a scope" : `the scope ${scopeWords(needed)}`;
    return new SmartyError("config", `The Slack app lacks ${scope}; add it under “OAuth & Permissions”, install the app again and sync.`);
  }
  if (error !== undefined && NOT_ALLOWED.has(error))
    return new SmartyError(
      "config",
      `Slack does not allow the app to use ${method} (${codeWord(error)}); check its scopes and install it again.`,
    );
  return new SmartyError("unavailable", `Slack refused ${method} (${codeWord(error)}); try again later.`);
}

/** Slack's short word for a refusal, and never a page or a text of somebody else's. */
export function codeWord(error: string | undefined): string {
  return error !== undefined && /^[a-z0-9_]{1,60}$/.test(error) ? error : "unknown error";
}

function scopeWords(needed: string): string {
  return needed
    .split(",")
    .filter((scope) => /^[a-z.:_]{1,60}$/.test(scope))
    .join(" or ");
}
