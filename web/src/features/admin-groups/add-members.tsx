import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { PeoplePicker, type PersonOrGroup } from "../../ui/people-picker.tsx";
import { useDirectory } from "../directory/use-directory.ts";
import styles from "./groups.module.css";
import { addMembersMutation } from "./queries.ts";

/** Several people at once, chosen by name or address. */
export function AddMembers({ groupId }: { readonly groupId: string }): ReactNode {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<readonly PersonOrGroup[]>([]);
  const { people, isSearching, problem } = useDirectory(typed);
  const { mutate, isPending, error } = useMutation(addMembersMutation);
  const add = (): void => mutate({ id: groupId, userIds: chosen.map(({ key }) => key) }, { onSuccess: () => setChosen([]) });
  return (
    <div className={styles.add}>
      <PeoplePicker
        label={t("adminGroups.detail.add")}
        placeholder={t("adminGroups.detail.addPlaceholder")}
        unclear={t("adminGroups.detail.unclear")}
        found={people.map(({ id, name, email }) => ({ key: id, kind: "person", name, hint: email }))}
        {...{ chosen, typed, isSearching, problem }}
        onChange={setChosen}
        onTyped={setTyped}
      />
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button variant="default" disabled={chosen.length === 0} loading={isPending} onClick={add}>
          {t("adminGroups.detail.addButton")}
        </Button>
      </div>
    </div>
  );
}
