import type { Source } from "@smartypants/client";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/button-link.tsx";
import { formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import styles from "./overview.module.css";
import { formatAgo } from "./when.ts";

interface Props {
  readonly source: Source;
  readonly now: number;
}

/** How old what is known about permissions is; null where they are chosen here. */
export function useFreshness({ source, now }: Props): string | null {
  const { t } = useTranslation();
  const { state, syncedAt, groupsSyncedAt } = source.permissions;
  if (state === "chosen") return null;
  const read = syncedAt === null ? t("sources.freshness.pending") : t("sources.freshness.current", { when: formatAgo(syncedAt, now) });
  return groupsSyncedAt === null ? read : `${read}, ${t("sources.freshness.groups", { when: formatAgo(groupsSyncedAt, now) })}`;
}

/** What somebody must look at before it stops working, or because it has. */
export function Warnings({ source }: Pick<Props, "source">): ReactNode {
  const { t } = useTranslation();
  const { state, maxAgeHours } = source.permissions;
  const { credential } = source;
  const isStale = state === "groups_stale" || state === "stale";
  const expiresAt = credential?.expiresSoon === true ? credential.expiresAt : null;
  return (
    <>
      {isStale && <Warning>{t(`sources.freshness.${state}`, { hours: maxAgeHours })}</Warning>}
      {expiresAt !== null && (
        <Warning
          action={
            <ButtonLink to="/sources/$sourceId" params={{ sourceId: source.id }} search={{ tab: "settings" }} size="xs" variant="default">
              {t("sources.credential.replace")}
            </ButtonLink>
          }
        >
          {t("sources.credential.expiresSoon", { date: formatMoment(expiresAt) })}
        </Warning>
      )}
    </>
  );
}

function Warning({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }): ReactNode {
  return (
    <div className={styles.held} role="status">
      <Icon of={IconAlertTriangle} />
      <p className="grow">{children}</p>
      {action}
    </div>
  );
}
