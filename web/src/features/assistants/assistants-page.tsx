import { ActionIcon, Switch } from "@mantine/core";
import type { Assistant } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext } from "@tanstack/react-router";
import { IconDots, IconMessageCircle, IconPencil, IconPlus, IconRobot, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import { Empty } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.ts";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import styles from "./assistants.module.css";
import { Glyph } from "./glyph.tsx";
import { PendingList } from "./pending-list.tsx";
import { assistantsQuery, enableMutation, eraseAssistant, refreshAfterErasing } from "./queries.ts";
import { SectionFrame } from "./section-frame.tsx";
import { deletions } from "./deletions.ts";
import { useAudienceText } from "./audience-text.ts";

export function AssistantsPage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const query = useQuery(assistantsQuery);
  const pending = deletions.usePending();
  const mayMake = hasRole(me.role, "member");
  const make = (
    <ButtonLink to="/assistants/new" leftSection={<Icon of={IconPlus} />}>
      {t("assistants.new")}
    </ButtonLink>
  );
  return (
    <SectionFrame title={t("assistants.title")} facts={t("assistants.facts")} actions={mayMake ? make : undefined}>
      <Loaded query={query} failed={t("assistants.failed")}>
        {(all) => {
          const shown = all.filter(({ id }) => pending.every((each) => each.id !== id));
          return (
            <>
              <PendingList ids={all.map(({ id }) => id)} />
              {shown.length === 0 ? (
                <Nothing>
                  <Empty icon={IconRobot} title={t("assistants.none")}>
                    {t(mayMake ? "assistants.noneText" : "assistants.noneForReaders")}
                  </Empty>
                </Nothing>
              ) : (
                <ul className={styles.list}>
                  {shown.map((assistant) => (
                    <Row key={assistant.id} assistant={assistant} />
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </SectionFrame>
  );
}

function Row({ assistant }: { readonly assistant: Assistant }): ReactNode {
  const { t } = useTranslation();
  const { id, content, collections, enabled, manageable, version } = assistant;
  const audience = useAudienceText(assistant.audience);
  const facts = [
    audience,
    collections.length === 0 ? t("assistants.everything") : collections.map(({ name }) => name).join(", "),
    manageable ? t("assistants.versionNumber", { version }) : "",
  ];
  return (
    <li className={styles.row} data-off={!enabled || undefined}>
      <Glyph glyph={content.glyph} size={20} />
      <div className="grow">
        <h2 dir="auto">
          {manageable ? (
            <Link to="/assistants/$assistantId" params={{ assistantId: id }}>
              {content.name}
            </Link>
          ) : (
            content.name
          )}
        </h2>
        {content.description !== "" && <p dir="auto">{content.description}</p>}
        <p className={styles.facts}>{facts.filter((fact) => fact !== "").join(" · ")}</p>
      </div>
      {manageable && <Enabled assistant={assistant} />}
      {enabled && (
        <ButtonLink
          to="/chat"
          search={{ assistant: id }}
          size="xs"
          variant="default"
          leftSection={<Icon of={IconMessageCircle} size={14} />}
          aria-label={t("assistants.askFor", { name: content.name })}
        >
          {t("assistants.ask")}
        </ButtonLink>
      )}
      {manageable && <More assistant={assistant} />}
    </li>
  );
}

function Enabled({ assistant: { id, enabled, content } }: { readonly assistant: Assistant }): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending } = useMutation(enableMutation);
  return (
    <Switch
      size="sm"
      checked={enabled}
      disabled={isPending}
      aria-label={t("assistants.enabledFor", { name: content.name })}
      onChange={(event) => mutate({ id, enabled: event.currentTarget.checked })}
    />
  );
}

function More({ assistant: { id, content } }: { readonly assistant: Assistant }): ReactNode {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const erase = (): void => {
    eraseAssistant(id)
      .catch(() => toast(t("assistants.notDeleted")))
      .finally(() => refreshAfterErasing(cache));
  };
  const entries: readonly MenuEntry[] = [
    {
      label: t("assistants.edit"),
      icon: IconPencil,
      onClick: () => void navigate({ to: "/assistants/$assistantId", params: { assistantId: id } }),
    },
    "divider",
    {
      label: t("assistants.delete"),
      icon: IconTrash,
      isDangerous: true,
      onClick: () => deletions.later({ id, name: content.name }, erase),
    },
  ];
  return (
    <Menu
      entries={entries}
      position="bottom-end"
      target={
        <ActionIcon size={32} aria-label={t("assistants.moreFor", { name: content.name })}>
          <Icon of={IconDots} />
        </ActionIcon>
      }
    />
  );
}
