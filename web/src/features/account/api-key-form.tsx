import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import styles from "./account-page.module.css";
import { apiKeysQuery, createKeyMutation } from "./queries.ts";

const SCOPES = ["search", "ask", "documents", "upload"] as const;
type Scope = (typeof SCOPES)[number];

const EXPIRY_DAYS = [30, 90, 365, 0] as const;
const DAY_MS = 24 * 60 * 60 * 1000;

interface Props {
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
}

export function ApiKeyForm({ onMade, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["search", "ask"]);
  const [days, setDays] = useState<number>(EXPIRY_DAYS[1]);
  const { mutate, isPending, error } = useMutation(createKeyMutation);
  const make = (): void =>
    mutate(
      {
        name: name.trim(),
        scopes: [...scopes],
        expiresAt: days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
      },
      {
        onSuccess: ({ key }) => {
          void queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
          onMade(key);
        },
      },
    );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <TextInput label={t("account.keyName")} required value={name} autoFocus onChange={(event) => setName(event.currentTarget.value)} />
      <Scopes chosen={scopes} onChange={setScopes} />
      <NativeSelect
        label={t("account.expiry")}
        value={String(days)}
        data={EXPIRY_DAYS.map((each) => ({
          value: String(each),
          label: each === 0 ? t("account.never") : t("account.days", { count: each }),
        }))}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
      />
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button type="submit" loading={isPending} disabled={scopes.length === 0}>
          {t("account.makeKey")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface ScopesProps {
  readonly chosen: readonly Scope[];
  readonly onChange: (scopes: readonly Scope[]) => void;
}

function Scopes({ chosen, onChange }: ScopesProps): ReactNode {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.scopes}>
      <legend>{t("account.scopes")}</legend>
      {SCOPES.map((scope) => (
        <label key={scope}>
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, scope] : chosen.filter((each) => each !== scope))}
          />
          {t(`account.scope.${scope}`)}
        </label>
      ))}
    </fieldset>
  );
}
