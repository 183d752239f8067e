import { Button, NumberInput } from "@mantine/core";
import type { Budgets } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { toast } from "../../ui/toast.ts";
import { Loaded } from "../admin/loaded.tsx";
import { numberOrNull } from "./model-draft.ts";
import styles from "./models.module.css";
import { budgetsMutation, budgetsQuery } from "./queries.ts";

export function BudgetsForm(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(budgetsQuery);
  return (
    <>
      <p className={styles.note}>{t("adminModels.budgets.note")}</p>
      <Loaded query={query} failed={t("adminModels.budgets.failed")} rows={3}>
        {(budgets) => <Fields budgets={budgets} />}
      </Loaded>
    </>
  );
}

const WHOSE = ["personPerDay", "keyPerDay", "instancePerMonth"] as const;
const WHAT = ["tokens", "usd"] as const;

function Fields({ budgets }: { readonly budgets: Budgets }): ReactNode {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(budgets);
  const { mutate, error, isPending } = useMutation(budgetsMutation);
  return (
    <form
      className={styles.budgets}
      onSubmit={(event) => {
        event.preventDefault();
        mutate(draft, { onSuccess: () => toast(t("adminModels.budgets.saved")) });
      }}
    >
      {WHOSE.map((whose) => (
        <div key={whose} className={styles.budget} role="group" aria-label={t(`adminModels.budgets.${whose}`)}>
          <span>{t(`adminModels.budgets.${whose}`)}</span>
          {WHAT.map((what) => (
            <NumberInput
              key={what}
              label={t(`adminModels.budgets.${what}`)}
              min={0}
              allowNegative={false}
              allowDecimal={what === "usd"}
              thousandSeparator
              hideControls
              value={draft[whose][what] ?? ""}
              onChange={(value) => setDraft((before) => ({ ...before, [whose]: { ...before[whose], [what]: numberOrNull(value) } }))}
            />
          ))}
        </div>
      ))}
      {error !== null && <FormError error={error} />}
      <Button type="submit" mt={16} loading={isPending}>
        {t("adminModels.budgets.save")}
      </Button>
    </form>
  );
}
