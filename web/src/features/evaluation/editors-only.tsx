import { useRouteContext } from "@tanstack/react-router";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../app/navigation.ts";
import { Empty } from "../../ui/states.tsx";
import { Nothing } from "../admin/loaded.tsx";
import { SectionFrame } from "../assistants/section-frame.tsx";

/** The page for editors, and for others why it is not there. */
export function EditorsOnly({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  if (hasRole(me.role, "editor")) return children;
  return (
    <SectionFrame title={t("evaluation.title")}>
      <Nothing>
        <Empty icon={IconLock} title={t("evaluation.noPermission")}>
          {t("evaluation.noPermissionText")}
        </Empty>
      </Nothing>
    </SectionFrame>
  );
}
