import { ActionIcon, Autocomplete, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { IconUser, IconUsersGroup, IconWorld, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../../app/navigation.ts";
import { Icon } from "../../../ui/icon.tsx";
import { namePrincipal, groupPrincipal, userPrincipal } from "../principals.ts";
import { principalsQuery } from "../queries.ts";
import styles from "./access.module.css";

interface Props {
  /** Says what is chosen here, for those who do not see where it stands. */
  readonly label: string;
  readonly allow: readonly string[];
  readonly onChange: (allow: readonly string[]) => void;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const DOMAIN = /^@?([^\s@]+\.[^\s@.]+)$/;

/** People and groups: chosen from those known here, or written as an address or a domain. */
export function PrincipalPicker({ label, allow, onChange }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  // Others than editors name their own groups, and people by their address.
  const { data } = useQuery({ ...principalsQuery(me.role === "admin"), enabled: hasRole(me.role, "editor") });
  const [text, setText] = useState("");
  const [isUnclear, setUnclear] = useState(false);
  const groups = data?.groups ?? me.groups;
  const options = new Map([
    ...groups.map(({ id, name }): [string, string] => [t("sources.access.group", { group: name }), groupPrincipal(id)]),
    ...(data?.people ?? []).map(({ name, email }): [string, string] => [`${name}, ${email}`, userPrincipal(email)]),
  ]);
  const free = [...options].filter(([, principal]) => !allow.includes(principal)).map(([shown]) => shown);
  const add = (typed: string): void => {
    const principal = options.get(typed) ?? readPrincipal(typed.trim());
    setUnclear(principal === null && typed.trim() !== "");
    if (principal === null) return;
    if (!allow.includes(principal)) onChange([...allow, principal]);
    setText("");
  };
  return (
    <div className={styles.picker}>
      {allow.length > 0 && <Chosen label={label} allow={allow} groups={groups} onChange={onChange} />}
      <div className={styles.add}>
        <Autocomplete
          className="grow"
          aria-label={label}
          placeholder={t("sources.access.placeholder")}
          data={free}
          limit={12}
          value={text}
          error={isUnclear ? t("sources.access.unclear") : null}
          onChange={setText}
          onOptionSubmit={(shown) => {
            add(shown);
            // The kit puts the option's text into the field after this.
            setTimeout(() => setText(""));
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.defaultPrevented) return;
            event.preventDefault();
            add(text);
          }}
        />
        <Button variant="default" disabled={text.trim() === ""} onClick={() => add(text)}>
          {t("sources.access.add")}
        </Button>
      </div>
    </div>
  );
}

interface ChosenProps extends Props {
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

function Chosen({ label, allow, groups, onChange }: ChosenProps): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className={styles.chosen} aria-label={label}>
      {allow.map((principal) => {
        const name = namePrincipal(t, principal, groups);
        return (
          <li key={principal}>
            <Icon of={iconOf(principal)} />
            <span className="cut" dir="auto">
              {name}
            </span>
            <ActionIcon
              size={24}
              aria-label={t("sources.access.remove", { name })}
              onClick={() => onChange(allow.filter((each) => each !== principal))}
            >
              <Icon of={IconX} size={14} />
            </ActionIcon>
          </li>
        );
      })}
    </ul>
  );
}

function readPrincipal(typed: string): string | null {
  if (EMAIL.test(typed)) return userPrincipal(typed);
  const [, domain] = DOMAIN.exec(typed) ?? [];
  return domain === undefined ? null : `domain:${domain.toLowerCase()}`;
}

function iconOf(principal: string) {
  if (principal.startsWith("user:")) return IconUser;
  return principal.startsWith("group:") ? IconUsersGroup : IconWorld;
}
