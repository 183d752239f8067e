import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Glyph } from "./glyph.tsx";
import { assistantsQuery } from "./queries.ts";

interface Props {
  /** Null: nobody's assistant. */
  readonly assistant: string | null;
  readonly onAssistant: (id: string | null) => void;
}

/** Who answers the next question, among the assistants that one may ask; nothing to see where there is none. */
export function AssistantPicker({ assistant, onAssistant }: Props): ReactNode {
  const { t } = useTranslation();
  const { data = [] } = useQuery(assistantsQuery);
  const usable = data.filter(({ enabled }) => enabled);
  if (usable.length === 0) return null;
  const chosen = usable.find(({ id }) => id === assistant);
  const name = chosen?.content.name ?? t("askAs.nobody");
  return (
    <Menu
      position="top-start"
      width={240}
      entries={[
        { heading: t("askAs.heading") },
        { label: t("askAs.nobody"), isChecked: chosen === undefined, onClick: () => onAssistant(null) },
        ...usable.map(({ id, content }) => ({ label: content.name, isChecked: id === chosen?.id, onClick: () => onAssistant(id) })),
      ]}
      target={
        <Button
          variant="default"
          size="xs"
          leftSection={chosen === undefined ? undefined : <Glyph glyph={chosen.content.glyph} size={14} />}
          rightSection={<Icon of={IconChevronDown} size={14} />}
          aria-label={t("askAs.label", { name })}
        >
          <span className="cut">{chosen === undefined ? t("askAs.short") : name}</span>
        </Button>
      }
    />
  );
}
