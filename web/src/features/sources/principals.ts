import type { Group, SourceAccess } from "@smartypants/client";
import type { TFunction } from "i18next";

const LOCAL_GROUP = "group:local/";

export const userPrincipal = (email: string): string => `user:${email.toLowerCase()}`;
export const groupPrincipal = (id: string): string => `${LOCAL_GROUP}${id}`;

/** What sources call their groups, by principal, as far as one may know. */
export type Titles = Readonly<Record<string, string>>;

/** A principal as people say it. */
export function namePrincipal(t: TFunction, principal: string, groups: readonly Pick<Group, "id" | "name">[], titles: Titles = {}): string {
  if (principal === "everyone") return t("sources.access.everyone");
  if (principal.startsWith("user:")) return principal.slice("user:".length);
  if (principal.startsWith("domain:")) return t("sources.access.domain", { domain: principal.slice("domain:".length) });
  const title = titles[principal];
  if (title !== undefined) return title;
  const id = principal.split("/").at(-1) ?? principal;
  if (!principal.startsWith(LOCAL_GROUP)) return t("sources.access.sourceGroup", { group: id });
  return t("sources.access.group", { group: groups.find((group) => group.id === id)?.name ?? id });
}

/** "Everyone signed in", "2 people, 1 group; 3 folders differ". */
export function describeAccess(t: TFunction, access: SourceAccess, isUpload = false): string {
  if (isUpload) return t("sources.access.uploads");
  const rules = access.rules?.length ?? 0;
  const base = describeMode(t, access);
  return rules === 0 ? base : `${base}; ${t("sources.access.differ", { count: rules })}`;
}

function describeMode(t: TFunction, { mode, allow = [] }: SourceAccess): string {
  if (mode === "everyone") return t("sources.access.everyone");
  if (mode === "source") return t("sources.access.source");
  if (allow.length === 0) return t("sources.access.nobody");
  const people = allow.filter((each) => each.startsWith("user:")).length;
  const others = allow.length - people;
  const parts = [
    people > 0 ? t("sources.access.people", { count: people }) : "",
    others > 0 ? t("sources.access.groups", { count: others }) : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
