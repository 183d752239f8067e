import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconArrowRight, IconLock, IconMessageCircle } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { formatDay } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Keys, MOD_KEY } from "../../ui/keys.tsx";
import { Wordmark } from "../../ui/logo.tsx";
import { useShortcuts } from "../../ui/use-shortcuts.ts";
import { useTitle } from "../../ui/use-title.ts";
import { useHere } from "../auth/use-here.ts";
import { conversationsQuery } from "../chat/queries.ts";
import { QueryField } from "../search/query-field.tsx";
import styles from "./home-page.module.css";
import { recentDocumentsQuery } from "./queries.ts";

const OPERATORS = ["from:", "in:", "type:", "after:"] as const;

export function HomePage(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { organisation } = useHere();
  const [query, setQuery] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useTitle("");
  useShortcuts({
    focus: (event) => {
      event.preventDefault();
      field.current?.focus();
    },
  });
  const search = (): void => void navigate({ to: "/search", search: query.trim() === "" ? {} : { q: query } });
  const ask = (): void => void navigate({ to: "/chat", search: query.trim() === "" ? {} : { ask: query } });
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <div className={`only-phone ${styles.brand}`}>
          <Wordmark />
        </div>
        {organisation !== "" && (
          <p className={styles.organisation} dir="auto">
            {organisation}
          </p>
        )}
        <h1>{t("home.title")}</h1>
        <QueryField
          isLarge
          autoFocus
          value={query}
          placeholder={t("home.placeholder")}
          inputRef={field}
          onChange={setQuery}
          onSubmit={search}
          onAsk={ask}
        />
        <div className={`only-phone ${styles.buttons}`}>
          <Button size="md" onClick={search}>
            {t("home.search")}
          </Button>
          <Button size="md" variant="default" onClick={ask}>
            {t("home.ask")}
          </Button>
        </div>
        <Hints />
        <div className={styles.grid}>
          <RecentChats />
          <RecentDocuments />
        </div>
        <p className={styles.foot}>
          <Icon of={IconLock} size={14} />
          {t("home.permissions")}
        </p>
      </div>
    </div>
  );
}

function Hints(): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={`not-phone ${styles.keys}`}>
      <Keys keys={[t("ui.key.enter")]}>{t("home.enter")}</Keys>
      <Keys keys={[MOD_KEY, t("ui.key.enter")]}>{t("home.modEnter")}</Keys>
      <span className="note">
        {t("home.narrow")}{" "}
        {OPERATORS.map((operator) => (
          <code key={operator}>{operator} </code>
        ))}
      </span>
    </div>
  );
}

const SHOWN = 5;

function RecentChats(): ReactNode {
  const { t } = useTranslation();
  const { data } = useQuery(conversationsQuery());
  const chats = data?.items.slice(0, SHOWN);
  return (
    <section aria-labelledby="home-chats">
      <h2 id="home-chats">{t("home.chats")}</h2>
      <ul>
        {chats?.map(({ id, title, updatedAt }) => (
          <li key={id}>
            <Link to="/chat/$conversationId" params={{ conversationId: id }} className={styles.row}>
              <Icon of={IconMessageCircle} />
              <span className="cut grow">{title}</span>
              <time>{formatDay(updatedAt)}</time>
            </Link>
          </li>
        ))}
      </ul>
      {chats?.length === 0 && <p className={styles.nothing}>{t("home.noChats")}</p>}
    </section>
  );
}

function RecentDocuments(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { data } = useQuery(recentDocumentsQuery);
  return (
    <section aria-labelledby="home-documents">
      <h2 id="home-documents">{t("home.documents")}</h2>
      <ul>
        {data?.items.map(({ id, title, source, path, updatedAt }) => (
          <li key={id}>
            <Link to="/search" search={{ q: title, open: id }} className={styles.row}>
              <span className={styles.name}>
                <span className="cut" dir="auto">
                  {title}
                </span>
                <small className="cut">{path === null ? source.name : `${source.name}, ${path}`}</small>
              </span>
              <time>{formatDay(updatedAt)}</time>
            </Link>
          </li>
        ))}
      </ul>
      {data?.items.length === 0 && (
        <p className={styles.nothing}>
          {t("home.noDocuments")}{" "}
          {hasRole(me.role, "editor") && (
            <Link to="/setup">
              {t("home.addSource")}
              <Icon of={IconArrowRight} size={14} />
            </Link>
          )}
        </p>
      )}
    </section>
  );
}
