import { Link, useRouteContext } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { Page } from "../../ui/page.tsx";
import { useTitle } from "../../ui/use-title.ts";
import styles from "./assistants.module.css";

const PARTS = [
  { to: "/assistants", label: "assistants" },
  { to: "/assistants/collections", label: "collections" },
  { to: "/assistants/prompts", label: "prompts", role: "editor" },
  { to: "/assistants/evaluation", label: "evaluation", role: "editor" },
  { to: "/assistants/playground", label: "playground", role: "editor" },
] as const;

interface Props {
  readonly title: string;
  readonly facts?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page about assistants and what belongs to them, with the way to the others. */
export function SectionFrame({ title, facts, actions, children }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  useTitle(title);
  const parts = PARTS.filter((part) => !("role" in part) || hasRole(me.role, part.role));
  const nav = (
    <nav className={styles.parts} aria-label={t("assistants.parts.label")}>
      {parts.map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
          {t(`assistants.parts.${label}`)}
        </Link>
      ))}
    </nav>
  );
  return (
    <Page title={title} facts={facts} actions={actions} back={nav}>
      {children}
    </Page>
  );
}
