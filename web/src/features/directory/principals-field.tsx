import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { PeoplePicker, type PersonOrGroup } from "../../ui/people-picker.tsx";
import { groupChoicesQuery } from "../admin-people/queries.ts";
import { groupPrincipal, namePrincipal, userPrincipal } from "../sources/principals.ts";
import { useDirectory, useMembersHint } from "./use-directory.ts";

interface Props {
  readonly label: string;
  /** Principals, as access lists hold them. */
  readonly allow: readonly string[];
  readonly onChange: (allow: readonly string[]) => void;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const DOMAIN = /^@?([^\s@]+\.[^\s@.]+)$/;

/** People, groups and whole domains for an access list. People stand there by their address, for that is what opens a document to them. */
export function PrincipalsField({ label, allow, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const [typed, setTyped] = useState("");
  const { people, groups, isSearching, problem } = useDirectory(typed);
  const withMembers = useMembersHint();
  const { data: named = me.groups } = useQuery({ ...groupChoicesQuery, enabled: hasRole(me.role, "editor") });
  const found = [
    ...groups.map((group): PersonOrGroup => ({ key: groupPrincipal(group.id), kind: "group", name: group.name, ...withMembers(group) })),
    ...people.map(({ name, email }): PersonOrGroup => ({ key: userPrincipal(email), kind: "person", name, hint: email })),
  ];
  const read = (text: string): PersonOrGroup | null => {
    const principal = readPrincipal(text);
    return principal === null ? null : { key: principal, kind: kindOf(principal), name: namePrincipal(t, principal, []) };
  };
  return (
    <PeoplePicker
      label={label}
      placeholder={t("sources.access.placeholder")}
      unclear={t("sources.access.unclear")}
      chosen={allow.map((principal) => ({
        key: principal,
        kind: kindOf(principal),
        name: namePrincipal(t, principal, [...groups, ...named]),
      }))}
      onChange={(chosen) => onChange(chosen.map(({ key }) => key))}
      {...{ typed, found, isSearching, problem, read }}
      onTyped={setTyped}
    />
  );
}

function readPrincipal(typed: string): string | null {
  if (EMAIL.test(typed)) return userPrincipal(typed);
  const [, domain] = DOMAIN.exec(typed) ?? [];
  return domain === undefined ? null : `domain:${domain.toLowerCase()}`;
}

function kindOf(principal: string): PersonOrGroup["kind"] {
  if (principal.startsWith("user:")) return "person";
  return principal.startsWith("group:") ? "group" : "everybody";
}
