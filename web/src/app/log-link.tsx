import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { ButtonLink } from "../ui/button-link.tsx";

/** From what a person reports to what the server wrote down about it. */
export function LogLink({ id }: { readonly id: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <ButtonLink to="/admin/logs" search={{ by: "request", id }} size="xs" variant="subtle" color="gray">
      {t("adminLogs.find")}
    </ButtonLink>
  );
}
