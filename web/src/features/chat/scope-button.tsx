import { Button } from "@mantine/core";
import { IconChevronDown, IconFilter } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { countFilters } from "../search/search-state.ts";
import type { ChatSearch } from "./route.ts";

const ScopePopover = lazy(async () => ({ default: (await import("./scope-popover.tsx")).ScopePopover }));

/** What the next question looks in: sources, kinds of documents, a span of time. */
export function ScopeButton({ search }: { readonly search: ChatSearch }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  const active = countFilters(search);
  const button = (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon of={IconFilter} size={14} />}
      rightSection={<Icon of={IconChevronDown} size={14} />}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={() => {
        setWanted(true);
        setOpen(!isOpen);
      }}
    >
      {active === 0 ? t("chat.everything") : t("search.filtersOn", { count: active })}
    </Button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <ScopePopover search={search} isOpen={isOpen} onClose={() => setOpen(false)} target={button} />
    </Suspense>
  );
}
