import { Button } from "@mantine/core";
import type { RuntimeSetting, RuntimeSettings } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "../../app/api.ts";
import { FormError } from "../../ui/form-error.tsx";
import { toast } from "../../ui/toast.ts";
import { AdminSection } from "../admin/admin-page.tsx";
import { changeMutation, settingsQuery, type SettingValue } from "./queries.ts";
import { SettingRow } from "./setting-row.tsx";
import styles from "./settings.module.css";

/** What has been changed and not saved, by key; null goes back to the default. */
type Draft = Readonly<Record<string, SettingValue | null>>;

export function SettingsForm({ settings: { version, items } }: { readonly settings: RuntimeSettings }): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const { mutate, error, isPending, reset } = useMutation(changeMutation);
  const messages = messagesOf(error);
  const count = Object.keys(draft).length;
  const change = (setting: RuntimeSetting, value: SettingValue | null): void => {
    const { [setting.key]: _before, ...others } = draft;
    const isAsStored = value === null ? setting.from !== "stored" : value === setting.value;
    setDraft(isAsStored ? others : { ...others, [setting.key]: value });
  };
  const discard = (): void => {
    setDraft({});
    reset();
    void queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey });
  };
  const save = (): void =>
    mutate(
      { version, values: draft },
      {
        onSuccess: () => {
          setDraft({});
          toast(t("adminSettings.saved"));
        },
        // Somebody was faster: what they did is shown, what is not saved stays.
        onError: () => void queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey }),
      },
    );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (count > 0) save();
      }}
    >
      {groupsOf(items).map(([group, some]) => (
        <AdminSection key={group} title={t(`adminSettings.group.${group}`)} note={group === "features" && t("adminSettings.featuresNote")}>
          <div className={styles.rows}>
            {some.map((setting) => (
              <SettingRow
                key={setting.key}
                setting={setting}
                draft={draft[setting.key]}
                error={messages.get(setting.key)}
                onChange={(value) => change(setting, value)}
              />
            ))}
          </div>
        </AdminSection>
      ))}
      {count > 0 && <SaveBar count={count} error={error} hasMarks={messages.size > 0} isPending={isPending} onDiscard={discard} />}
    </form>
  );
}

interface BarProps {
  readonly count: number;
  readonly error: unknown;
  /** What is wrong stands beside the fields. */
  readonly hasMarks: boolean;
  readonly isPending: boolean;
  readonly onDiscard: () => void;
}

/** There while something is not saved, wherever the page is scrolled to. */
function SaveBar({ count, error, hasMarks, isPending, onDiscard }: BarProps): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.bar} role="group" aria-label={t("adminSettings.unsaved", { count })}>
      <div className="grow">
        <span>{t("adminSettings.unsaved", { count })}</span>
        {hasMarks ? (
          <p role="alert" className={styles.error}>
            {t("adminSettings.marked")}
          </p>
        ) : (
          error !== null && <FormError error={error} />
        )}
      </div>
      <div className="actions">
        <Button variant="default" onClick={onDiscard}>
          {t("adminSettings.discard")}
        </Button>
        <Button type="submit" loading={isPending}>
          {t("adminSettings.save")}
        </Button>
      </div>
    </div>
  );
}

function groupsOf(items: readonly RuntimeSetting[]): readonly (readonly [RuntimeSetting["group"], readonly RuntimeSetting[]])[] {
  const groups = new Map<RuntimeSetting["group"], RuntimeSetting[]>();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return [...groups];
}

const FIELD = "values.";

function messagesOf(error: unknown): ReadonlyMap<string, string> {
  const fields = isApiError(error) ? error.fields : [];
  return new Map(fields.filter(({ path }) => path.startsWith(FIELD)).map(({ path, message }) => [path.slice(FIELD.length), message]));
}
