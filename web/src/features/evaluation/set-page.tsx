import { ActionIcon, Button, Tabs } from "@mantine/core";
import type { TestSetWithQuestions } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { IconChevronLeft, IconDots, IconDownload, IconPlayerPlay, IconTrash, IconUpload } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Page } from "../../ui/page.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { toast } from "../../ui/toast.ts";
import { useTitle } from "../../ui/use-title.ts";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded } from "../admin/loaded.tsx";
import { EditorsOnly } from "./editors-only.tsx";
import styles from "./evaluation.module.css";
import { deleteSetMutation, fetchQuestions, importMutation, setQuery } from "./queries.ts";
import { QuestionList } from "./question-list.tsx";
import { RunDialog } from "./run-dialog.tsx";
import { RunList } from "./run-list.tsx";

const route = getRouteApi("/shell/assistants/evaluation/$setId");

export function SetPage(): ReactNode {
  const { t } = useTranslation();
  const { setId } = route.useParams();
  const query = useQuery(setQuery(setId));
  return (
    <EditorsOnly>
      <Loaded query={query} failed={t("evaluation.setFailed")}>
        {(set) => <OneSet set={set} />}
      </Loaded>
    </EditorsOnly>
  );
}

function OneSet({ set }: { readonly set: TestSetWithQuestions }): ReactNode {
  const { t } = useTranslation();
  const [isStarting, setStarting] = useState(false);
  const [tab, setTab] = useState<string | null>("questions");
  useTitle(set.name);
  const back = (
    <Link to="/assistants/evaluation" className={styles.back}>
      <Icon of={IconChevronLeft} size={14} />
      {t("evaluation.title")}
    </Link>
  );
  const actions = (
    <>
      <More set={set} />
      <Button leftSection={<Icon of={IconPlayerPlay} />} disabled={set.questions.length === 0} onClick={() => setStarting(true)}>
        {t("evaluation.run.start")}
      </Button>
    </>
  );
  const facts = t("evaluation.set.count", { count: set.questions.length, number: formatNumber(set.questions.length) });
  return (
    <Page title={set.name} back={back} facts={[facts, set.description].filter((part) => part !== "").join(" · ")} actions={actions}>
      <Tabs value={tab} onChange={setTab}>
        <Tabs.List>
          <Tabs.Tab value="questions">{t("evaluation.set.questions")}</Tabs.Tab>
          <Tabs.Tab value="runs">{t("evaluation.run.all")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="questions" pt={12}>
          <Import set={set} />
          <QuestionList key={set.updatedAt} set={set} />
        </Tabs.Panel>
        <Tabs.Panel value="runs" pt={12}>
          <RunList setId={set.id} />
        </Tabs.Panel>
      </Tabs>
      {isStarting && <RunDialog set={set} onStarted={() => setTab("runs")} onClose={() => setStarting(false)} />}
    </Page>
  );
}

function More({ set: { id, name } }: { readonly set: TestSetWithQuestions }): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const save = (format: "csv" | "json"): void => {
    fetchQuestions(id, format)
      .then((content) => saveFile(`${name}.${format}`, content, format === "csv" ? "text/csv" : "application/json"))
      .catch(() => toast(t("evaluation.notExported")));
  };
  return (
    <>
      <Menu
        position="bottom-end"
        entries={[
          { label: t("evaluation.exportCsv"), icon: IconDownload, onClick: () => save("csv") },
          { label: t("evaluation.exportJson"), icon: IconDownload, onClick: () => save("json") },
          "divider",
          { label: t("evaluation.deleteSet"), icon: IconTrash, isDangerous: true, onClick: () => setAsked(true) },
        ]}
        target={
          <ActionIcon size={36} aria-label={t("evaluation.more")}>
            <Icon of={IconDots} />
          </ActionIcon>
        }
      />
      {isAsked && (
        <ConfirmDialog
          title={t("evaluation.deleteSetTitle", { name })}
          text={t("evaluation.deleteSetText")}
          label={t("evaluation.deleteSet")}
          mutation={deleteSetMutation}
          variables={id}
          onDone={() => void navigate({ to: "/assistants/evaluation" })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}

function Import({ set: { id } }: { readonly set: TestSetWithQuestions }): ReactNode {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const { mutate, isPending, error } = useMutation(importMutation);
  return (
    <div className={styles.import}>
      <Button
        size="xs"
        variant="default"
        loading={isPending}
        leftSection={<Icon of={IconUpload} size={14} />}
        onClick={() => field.current?.click()}
      >
        {t("evaluation.import")}
      </Button>
      <span className="note">{t("evaluation.importHint")}</span>
      <input
        ref={field}
        type="file"
        accept=".csv,.json"
        className="visually-hidden"
        aria-label={t("evaluation.importFile")}
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) mutate({ id, file });
          event.currentTarget.value = "";
        }}
      />
      {error !== null && <FormError error={error} />}
    </div>
  );
}
