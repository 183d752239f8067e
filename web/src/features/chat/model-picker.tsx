import { useQuery } from "@tanstack/react-query";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import styles from "./model-picker.module.css";
import { chatModelsQuery } from "./queries.ts";

interface Props {
  /** Null: the default. */
  readonly model: string | null;
  readonly onModel: (model: string | null) => void;
}

/** Who writes the next answer, among those that this person may use; nothing to see where no model is set up. */
export function ModelPicker({ model, onModel }: Props): ReactNode {
  const { t } = useTranslation();
  const { data: models = [] } = useQuery(chatModelsQuery);
  const fallback = models.find(({ isDefault }) => isDefault) ?? models[0];
  if (fallback === undefined) return null;
  // One that is gone was the conversation's once: the default answers.
  const chosen = models.find(({ id }) => id === model) ?? fallback;
  return (
    <Menu
      position="top-end"
      width={240}
      entries={[
        { heading: t("chat.model.heading") },
        ...models.map(({ id, name, isDefault }) => ({
          label: isDefault ? t("chat.model.default", { name }) : name,
          isChecked: id === chosen.id,
          onClick: () => onModel(isDefault ? null : id),
        })),
      ]}
      target={
        <button type="button" className={styles.picker} aria-label={t("chat.model.label", { name: chosen.name })}>
          <span className="cut">{chosen.name}</span>
          <Icon of={IconChevronDown} size={14} />
        </button>
      }
    />
  );
}
