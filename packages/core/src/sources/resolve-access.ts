import type { Acl, Principal } from "@smartypants/sdk";
import type { AccessRule, SourceAccess } from "../ports/database/sources.ts";

/** Entries of the source's root row. Mode `source` starts from nobody. */
export function rootAllow(access: SourceAccess): readonly Principal[] {
  if (access.mode === "everyone") return ["everyone"];
  return access.mode === "restricted" ? (access.allow ?? []) : [];
}

/** Entries of a container's own row, or null when it inherits. */
export function containerAllow(
  sourceId: string,
  access: SourceAccess,
  container: { readonly path: string | null; readonly acl: Acl },
): readonly Principal[] | null {
  if (access.mode === "source") return aclAllow(sourceId, container.acl);
  const path = trimSlashes(container.path ?? "");
  const rule = access.rules?.find((each) => trimSlashes(each.path) === path);
  return rule === undefined || path === "" ? null : ruleAllow(rule);
}

/** Entries of a document's own row, or null when it inherits its container's. */
export function documentAllow(
  sourceId: string,
  access: SourceAccess,
  document: { readonly path: string | null; readonly containerPath: string | null; readonly acl: Acl },
): readonly Principal[] | null {
  if (access.mode === "source") return aclAllow(sourceId, document.acl);
  const rule = longestRule(access.rules ?? [], document.path ?? "");
  if (rule === undefined) return null;
  // A rule for the container or above is in the container's row already.
  return isWithin(document.containerPath ?? "", rule.path) ? null : ruleAllow(rule);
}

function aclAllow(sourceId: string, acl: Acl): readonly Principal[] | null {
  if (acl.mode === "inherit") return null;
  if (acl.mode === "everyone") return ["everyone"];
  return acl.allow.map((principal) => ownPrincipal(sourceId, principal));
}

/** A source names its groups by their own ids; here they carry the source. It can never name a group of ours. */
export function ownPrincipal(sourceId: string, principal: Principal): Principal {
  if (principal.startsWith("group:")) return `group:${sourceId}/${principal.slice("group:".length)}`;
  return principal.toLowerCase();
}

function ruleAllow(rule: AccessRule): readonly Principal[] {
  return rule.mode === "everyone" ? ["everyone"] : (rule.allow ?? []);
}

function longestRule(rules: readonly AccessRule[], path: string): AccessRule | undefined {
  let best: AccessRule | undefined;
  for (const rule of rules) {
    if (isWithin(path, rule.path) && (best === undefined || trimSlashes(rule.path).length > trimSlashes(best.path).length)) best = rule;
  }
  return best;
}

/** Whole path segments: `hr` holds `hr/leave.md` and not `hr-archive/leave.md`. */
function isWithin(path: string, folder: string): boolean {
  const inner = trimSlashes(path);
  const outer = trimSlashes(folder);
  return outer === "" || inner === outer || inner.startsWith(`${outer}/`);
}

function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, "").normalize("NFC");
}
