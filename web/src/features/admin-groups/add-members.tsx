import { Button, MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { findPeopleQuery } from "../admin-people/queries.ts";
import styles from "./groups.module.css";
import { addMembersMutation } from "./queries.ts";

const TYPING_MS = 200;

/** People found on the server as one types; those chosen stay whatever is typed next. */
export function AddMembers({ groupId }: { readonly groupId: string }): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [chosen, setChosen] = useState<readonly { readonly value: string; readonly label: string }[]>([]);
  const { data: found = [] } = useQuery(findPeopleQuery(asked));
  const { mutate, isPending, error } = useMutation(addMembersMutation);
  const choices = new Map(
    [...chosen, ...found.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))].map((each) => [each.value, each]),
  );
  const add = (): void => mutate({ id: groupId, userIds: chosen.map(({ value }) => value) }, { onSuccess: () => setChosen([]) });
  return (
    <div>
      <div className={styles.add}>
        <MultiSelect
          className="grow"
          label={t("adminGroups.detail.add")}
          placeholder={chosen.length === 0 ? t("adminGroups.detail.addPlaceholder") : ""}
          searchable
          nothingFoundMessage={t("adminGroups.detail.nobodyFound")}
          data={[...choices.values()]}
          value={chosen.map(({ value }) => value)}
          searchValue={typed}
          onSearchChange={setTyped}
          onChange={(ids) => setChosen(ids.flatMap((id) => choices.get(id) ?? []))}
        />
        <Button variant="default" disabled={chosen.length === 0} loading={isPending} onClick={add}>
          {t("adminGroups.detail.addButton")}
        </Button>
      </div>
      {error !== null && <FormError error={error} />}
    </div>
  );
}
