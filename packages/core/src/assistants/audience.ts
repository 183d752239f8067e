import { SmartyError } from "@smartypants/sdk";
import { type Actor, hasRole } from "../access/actor.ts";
import type { Audience } from "../ports/database/assistants.ts";

const MOST_PRINCIPALS = 200;
const PRINCIPAL = /^(?:user:\S+@\S+|domain:[^\s@:/]+|group:local\/[A-Za-z0-9_-]+)$/;

/** Whether an actor who may use something may change it: their own where it is private, what is shared as an editor. */
export function mayManage(actor: Actor, { ownerId, audience }: { readonly ownerId: string | null; readonly audience: Audience }): boolean {
  return audience.visibility === "private" ? ownerId === actor.userId && hasRole(actor, "member") : hasRole(actor, "editor");
}

/** Checked and without repeats. Throws `forbidden` for members who share, `invalid` for principals that are none. */
export function readAudience(actor: Actor, { visibility, allow }: Audience): Audience {
  if (visibility === "private") return { visibility, allow: [] };
  if (!hasRole(actor, "editor")) {
    throw new SmartyError("forbidden", "Members keep this to themselves. Ask an editor to share it.");
  }
  if (visibility === "everyone") return { visibility, allow: [] };
  const principals = [...new Set(allow.map((each) => (each.startsWith("group:") ? each : each.toLowerCase())))];
  const wrong = principals.find((each) => !PRINCIPAL.test(each));
  const problem =
    principals.length === 0
      ? "Name at least one person or group, or keep it private."
      : principals.length > MOST_PRINCIPALS
        ? `Name at most ${MOST_PRINCIPALS} people and groups.`
        : wrong === undefined
          ? null
          : `"${wrong.slice(0, 100)}" is no person, domain or group.`;
  if (problem !== null) throw new SmartyError("invalid", problem, { fields: [{ path: "audience.allow", message: problem }] });
  return { visibility, allow: principals };
}
