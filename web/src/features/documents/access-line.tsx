import { useQuery } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { IconLock } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { accessQuery } from "./queries.ts";

interface Props {
  readonly documentId: string;
  readonly sourceName: string;
  /** To the conversation it is shown in. */
  readonly isAttached?: boolean;
}

/** Why the reader may see a document: through which grant. */
export function AccessLine({ documentId, sourceName, isAttached = false }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const { data } = useQuery({ ...accessQuery(documentId, me.id), enabled: !isAttached });
  const grant = data?.person?.through[0];
  return (
    <>
      <Icon of={IconLock} size={14} />
      <span>
        {isAttached
          ? t("documents.attached")
          : grant === undefined
            ? t("documents.shared", { source: sourceName })
            : t("documents.you", { grant: nameGrant(t, grant, me.groups, data?.titles ?? {}) })}
      </span>
    </>
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function nameGrant(t: TFunction, principal: string, groups: readonly Named[], titles: Readonly<Record<string, string>>): string {
  if (principal === "everyone") return t("documents.everyone");
  if (principal.startsWith("user:")) return t("documents.yourself");
  if (principal.startsWith("domain:")) return t("documents.domain", { domain: principal.slice("domain:".length) });
  const id = principal.split("/").at(-1) ?? principal;
  return t("documents.group", { group: titles[principal] ?? groups.find((group) => group.id === id)?.name ?? id });
}
