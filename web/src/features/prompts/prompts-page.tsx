import { Button } from "@mantine/core";
import type { Prompt } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import { IconLock, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { SectionFrame } from "../assistants/section-frame.tsx";
import { NewPromptDialog } from "./new-prompt-dialog.tsx";
import { PromptEditor } from "./prompt-editor.tsx";
import styles from "./prompts.module.css";
import { promptsQuery } from "./queries.ts";

const route = getRouteApi("/shell/assistants/prompts");

export function PromptsPage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  if (hasRole(me.role, "editor")) return <Prompts />;
  return (
    <SectionFrame title={t("prompts.title")}>
      <Nothing>
        <Empty icon={IconLock} title={t("prompts.noPermission")}>
          {t("prompts.noPermissionText")}
        </Empty>
      </Nothing>
    </SectionFrame>
  );
}

function Prompts(): ReactNode {
  const { t } = useTranslation();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const [isMaking, setMaking] = useState(false);
  const query = useQuery(promptsQuery);
  return (
    <SectionFrame
      title={t("prompts.title")}
      facts={t("prompts.facts")}
      actions={
        <Button variant="default" leftSection={<Icon of={IconPlus} />} onClick={() => setMaking(true)}>
          {t("prompts.new")}
        </Button>
      }
    >
      <Loaded query={query} failed={t("prompts.failed")}>
        {(prompts) => {
          const opened = prompts.find(({ id }) => id === open) ?? prompts[0];
          return (
            <div className={styles.columns}>
              <PromptList prompts={prompts} openId={opened?.id} />
              {opened !== undefined && <PromptEditor key={`${opened.id} ${opened.version}`} prompt={opened} />}
            </div>
          );
        }}
      </Loaded>
      {isMaking && <NewPromptDialog onMade={(id) => void navigate({ search: { open: id } })} onClose={() => setMaking(false)} />}
    </SectionFrame>
  );
}

function PromptList({ prompts, openId }: { readonly prompts: readonly Prompt[]; readonly openId: string | undefined }): ReactNode {
  const { t } = useTranslation();
  return (
    <ul className={styles.list} aria-label={t("prompts.title")}>
      {prompts.map(({ id, name, builtIn, kind, version }) => (
        <li key={id} data-on={id === openId || undefined}>
          <Link to="/assistants/prompts" search={{ open: id }} aria-current={id === openId ? "page" : undefined}>
            <b dir="auto">{builtIn ? t(`prompts.kind.${kind}`) : name}</b>
            <span className="note">
              {builtIn
                ? t(version === 0 ? "prompts.default" : "prompts.changed")
                : t("prompts.ownKind", { kind: t(`prompts.kind.${kind}`) })}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
