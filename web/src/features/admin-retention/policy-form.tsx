import { Button, Checkbox, NumberInput } from "@mantine/core";
import type { Retention, RetentionPolicy } from "@smartypants/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { toast } from "../../ui/toast.ts";
import { DAY_FIELDS, type DayField, daysOf, isShorter } from "./policy-draft.ts";
import { previewMutation, saveMutation } from "./queries.ts";
import styles from "./retention.module.css";
import { ShorterDialog } from "./shorter-dialog.tsx";

export function PolicyForm({ retention: { policy, bounds } }: { readonly retention: Retention }): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(policy);
  const save = useMutation(saveMutation);
  const preview = useMutation(previewMutation);
  const isSame = JSON.stringify(draft) === JSON.stringify(policy);
  const onSaved = (): void => toast(t("adminRetention.saved"));
  const submit = (): void => {
    if (isShorter(policy, draft)) preview.mutate(draft);
    else save.mutate(draft, { onSuccess: onSaved });
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {DAY_FIELDS.map((field) => (
        <DaysRow
          key={field}
          field={field}
          value={draft[field]}
          bounds={bounds[field]}
          onChange={(days) => setDraft((before) => withDays(before, field, days))}
        >
          {field === "conversationDays" && (
            <Checkbox
              label={t("adminRetention.keepPinned")}
              disabled={draft.conversationDays === null}
              checked={draft.keepPinned}
              onChange={(event) => setDraft({ ...draft, keepPinned: event.currentTarget.checked })}
            />
          )}
        </DaysRow>
      ))}
      {(save.error ?? preview.error) !== null && <FormError error={save.error ?? preview.error} />}
      <div className="actions">
        <Button type="submit" loading={save.isPending || preview.isPending} disabled={isSame}>
          {t("adminRetention.save")}
        </Button>
      </div>
      {preview.data !== undefined && (
        <ShorterDialog policy={draft} counts={preview.data} onSaved={onSaved} onClose={() => preview.reset()} />
      )}
    </form>
  );
}

/** What is over has no meaning for ever: an empty field there is refused by the server, in words. */
function withDays(policy: RetentionPolicy, field: DayField, days: number | null): RetentionPolicy {
  return field === "endedAccessDays" ? { ...policy, endedAccessDays: days ?? 0 } : { ...policy, [field]: days };
}

interface RowProps {
  readonly field: DayField;
  readonly value: number | null;
  readonly bounds: { readonly least: number; readonly most: number } | undefined;
  readonly onChange: (days: number | null) => void;
  readonly children: ReactNode;
}

function DaysRow({ field, value, bounds, onChange, children }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { least = 1, most = 3650 } = bounds ?? {};
  const isRequired = field === "endedAccessDays";
  return (
    <div className={styles.row}>
      <div className="grow">
        <h2 id={`retention-${field}`}>{t(`adminRetention.${field}`)}</h2>
        <p id={`retention-${field}-text`} className="note">
          {t(`adminRetention.${field}Text`)}
        </p>
        {children}
      </div>
      <NumberInput
        className={styles.days}
        aria-labelledby={`retention-${field}`}
        aria-describedby={`retention-${field}-text`}
        min={least}
        max={most}
        clampBehavior="blur"
        allowDecimal={false}
        allowNegative={false}
        required={isRequired}
        suffix={t("adminRetention.days")}
        placeholder={t("adminRetention.forEver")}
        hideControls
        value={value ?? ""}
        onChange={(next) => onChange(daysOf(next))}
      />
    </div>
  );
}
