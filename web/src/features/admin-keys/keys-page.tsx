import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { AdminPage } from "../admin/admin-page.tsx";
import { KeyList } from "./key-list.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

/** Everybody's keys. */
export function KeysPage(): ReactNode {
  const { t } = useTranslation();
  const [isMaking, setMaking] = useState(false);
  return (
    <AdminPage
      title={t("adminKeys.title")}
      facts={t("adminKeys.facts")}
      actions={
        <Button leftSection={<Icon of={IconPlus} />} onClick={() => setMaking(true)}>
          {t("adminKeys.create")}
        </Button>
      }
    >
      <KeyList />
      {isMaking && <NewKeyDialog onClose={() => setMaking(false)} />}
    </AdminPage>
  );
}
