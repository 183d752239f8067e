import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Loaded where there is no room for a column. */
export function SideDrawer({ title, isOpen, onClose, children }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={320}
      padding="md"
      zIndex={300}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      {children}
    </Drawer>
  );
}
