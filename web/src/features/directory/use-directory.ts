import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { formatNumber } from "../../ui/format.ts";
import { useErrorText } from "../../ui/states.tsx";
import type { PersonOrGroup } from "../../ui/people-picker.tsx";
import { directoryQuery, LEAST_LETTERS } from "./queries.ts";

const TYPING_MS = 200;

interface FoundPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

interface FoundGroup {
  readonly id: string;
  readonly name: string;
  /** Absent: not told. */
  readonly members?: number;
}

export interface Found {
  readonly people: readonly FoundPerson[];
  readonly groups: readonly FoundGroup[];
  readonly isSearching: boolean;
  /** In a sentence. */
  readonly problem: string | null;
}

const NOBODY: readonly never[] = [];

/** Whom somebody may name: editors ask the directory, all others have the groups that they are in. */
export function useDirectory(typed: string): Found {
  const { me } = useRouteContext({ from: "/shell" });
  const text = typed.trim();
  const [asked] = useDebouncedValue(text, TYPING_MS);
  const isLong = text.length >= LEAST_LETTERS;
  const mayAsk = hasRole(me.role, "editor");
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    ...directoryQuery(asked),
    enabled: mayAsk && asked.length >= LEAST_LETTERS,
  });
  const said = useErrorText(error);
  const fits = (words: string): boolean => words.toLowerCase().includes(text.toLowerCase());
  if (!mayAsk) return { people: NOBODY, groups: me.groups.filter(({ name }) => fits(name)), isSearching: false, problem: null };
  if (isLong && error !== null) return { people: NOBODY, groups: NOBODY, isSearching: false, problem: said };
  if (!isLong || data === undefined) return { people: NOBODY, groups: NOBODY, isSearching: isLong, problem: null };
  // Those found for fewer letters stay until the next ones come: Enter must not take one that fits no longer.
  const people = data.people.filter(({ name, email }) => fits(`${name} ${email}`));
  const groups = data.groups.filter(({ name }) => fits(name));
  return { people, groups, problem: null, isSearching: isFetching || isPlaceholderData || asked !== text };
}

/** "5 members". */
export function useMembersHint(): (group: FoundGroup) => Pick<PersonOrGroup, "hint"> {
  const { t } = useTranslation();
  return ({ members }) =>
    members === undefined ? {} : { hint: t("ui.picker.members", { count: members, number: formatNumber(members) }) };
}
