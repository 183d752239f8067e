import { Spotlight, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.layer.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconBookmark, IconKeyboard, IconLogout, IconMessageCircle, IconPlus, IconSearch, IconUser } from "@tabler/icons-react";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignOut } from "../features/auth/use-session.ts";
import { conversationsQuery } from "../features/chat/queries.ts";
import { savedSearchesQuery, searchQuery } from "../features/search/queries.ts";
import { stateOf } from "../features/search/saved-state.ts";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { KindIcon } from "../ui/kind-icon.tsx";
import { visibleNavigation } from "./navigation.ts";
import styles from "./palette.module.css";

interface Props {
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

const SHOWN = 5;
const TYPING_MS = 150;

/** Everything by name: this query, documents, chats, commands. */
export function Palette({ onClose, onKeys }: Props): ReactNode {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  useEffect(() => spotlight.open(), []);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      size={640}
      radius="lg"
      yOffset="14vh"
      transitionProps={{ duration: 100 }}
      overlayProps={{ backgroundOpacity: 1, color: "var(--sp-scrim)", blur: 0 }}
      classNames={{ content: styles.palette, action: styles.action, actionsGroup: styles.group, search: styles.search }}
      attributes={{ content: { "aria-label": t("shell.palette.label") } }}
    >
      <Spotlight.Search placeholder={t("shell.palette.placeholder")} aria-label={t("shell.palette.placeholder")} />
      <Spotlight.ActionsList className={styles.list}>
        <ThisQuery query={query.trim()} />
        <Documents query={query.trim()} />
        <Searches query={query.trim()} />
        <Chats query={query.trim()} />
        <Commands query={query.trim()} onKeys={onKeys} />
      </Spotlight.ActionsList>
      <div className={styles.foot}>
        <Keys keys={["↑", "↓"]}>{t("shell.palette.choose")}</Keys>
        <Keys keys={[t("ui.key.enter")]}>{t("shell.palette.open")}</Keys>
        <span className="grow" />
        <span className="not-phone">{t("shell.palette.permitted")}</span>
      </div>
    </Spotlight.Root>
  );
}

interface Asked {
  readonly query: string;
}

function Searches({ query }: Asked): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data = [] } = useQuery(savedSearchesQuery);
  const found = data.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())).slice(0, SHOWN);
  if (found.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t("search.saved.title")}>
      {found.map((saved) => (
        <Spotlight.Action key={saved.id} onClick={() => void navigate({ to: "/search", search: stateOf(saved) })}>
          <Icon of={IconBookmark} size={18} />
          <span className="cut">{saved.name}</span>
          <span className={`grow cut ${styles.where}`}>{saved.query}</span>
        </Spotlight.Action>
      ))}
    </Spotlight.ActionsGroup>
  );
}

function ThisQuery({ query }: Asked): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  if (query === "") return null;
  return (
    <Spotlight.ActionsGroup label={t("shell.palette.thisQuery")}>
      <Spotlight.Action onClick={() => void navigate({ to: "/search", search: { q: query } })}>
        <Icon of={IconSearch} size={18} />
        <span className="cut">{t("shell.palette.searchFor", { query })}</span>
      </Spotlight.Action>
      <Spotlight.Action onClick={() => void navigate({ to: "/chat", search: { ask: query } })}>
        <Icon of={IconMessageCircle} size={18} />
        <span className="cut">{t("shell.palette.ask", { query })}</span>
      </Spotlight.Action>
    </Spotlight.ActionsGroup>
  );
}

function Documents({ query }: Asked): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(query, TYPING_MS);
  const { data } = useQuery({ ...searchQuery({ q: asked }), enabled: asked.length > 1 });
  if (query === "" || data === undefined || data.hits.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t("shell.palette.documents")}>
      {data.hits.slice(0, SHOWN).map(({ document }) => (
        <Spotlight.Action key={document.id} onClick={() => void navigate({ to: "/search", search: { q: query, open: document.id } })}>
          <KindIcon kind={document.type} />
          <span className="cut">{document.title}</span>
          <span className={`grow cut ${styles.where}`}>{document.path ?? document.source.name}</span>
        </Spotlight.Action>
      ))}
    </Spotlight.ActionsGroup>
  );
}

function Chats({ query }: Asked): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useQuery(conversationsQuery());
  const wanted = query.toLowerCase();
  const found = (data?.items ?? []).filter(({ title }) => title.toLowerCase().includes(wanted)).slice(0, SHOWN);
  if (found.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t("shell.palette.chats")}>
      {found.map(({ id, title }) => (
        <Spotlight.Action key={id} onClick={() => void navigate({ to: "/chat/$conversationId", params: { conversationId: id } })}>
          <Icon of={IconMessageCircle} size={18} />
          <span className="cut">{title}</span>
        </Spotlight.Action>
      ))}
    </Spotlight.ActionsGroup>
  );
}

function Commands({ query, onKeys }: Asked & { readonly onKeys: () => void }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { me } = useRouteContext({ from: "/shell" });
  const commands = [
    { label: t("shell.palette.newChat"), icon: IconPlus, run: () => void navigate({ to: "/chat" }) },
    ...visibleNavigation(me.role).map(({ to, label, icon }) => ({
      label: t("shell.palette.goTo", { page: t(`shell.nav.${label}`) }),
      icon,
      run: () => void navigate({ to }),
    })),
    { label: t("shell.myAccount"), icon: IconUser, run: () => void navigate({ to: "/account" }) },
    { label: t("shell.keys.title"), icon: IconKeyboard, run: () => setTimeout(onKeys) },
    { label: t("shell.signOut"), icon: IconLogout, run: signOut },
  ].filter(({ label }) => label.toLowerCase().includes(query.toLowerCase()));
  if (commands.length === 0) return null;
  return (
    <Spotlight.ActionsGroup label={t("shell.palette.commands")}>
      {commands.map(({ label, icon, run }) => (
        <Spotlight.Action key={label} onClick={run}>
          <Icon of={icon} size={18} />
          <span className="cut">{label}</span>
        </Spotlight.Action>
      ))}
    </Spotlight.ActionsGroup>
  );
}
