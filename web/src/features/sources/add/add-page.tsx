import type { Connector } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { IconArrowLeft, IconLock } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../../app/navigation.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Empty, LoadingRows, Problem } from "../../../ui/states.tsx";
import { useTitle } from "../../../ui/use-title.ts";
import { connectorsQuery } from "../queries.ts";
import styles from "./add-page.module.css";
import { Catalogue } from "./catalogue.tsx";
import { SignInFault } from "./sign-in-fault.tsx";
import { type SignInReturn, takeReturn } from "./sign-in-return.ts";
import { Wizard } from "./wizard.tsx";

export function AddPage(): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const mayConnect = hasRole(me.role, "editor");
  const { data, error, refetch } = useQuery({ ...connectorsQuery, enabled: mayConnect });
  const [returned, setReturned] = useState<SignInReturn | null>(takeReturn);
  const [chosen, setChosen] = useState<Connector | "none" | null>(null);
  useTitle(t("sources.add.title"));
  const { kept: back, fault } = returned ?? { kept: null, fault: null };
  const current = chosen ?? data?.find(({ id }) => id === back?.connector) ?? "none";
  if (current !== "none") {
    const isBack = back?.connector === current.id;
    return (
      <Wizard
        key={current.id}
        connector={current}
        kept={isBack ? back : null}
        signInFault={isBack ? fault : null}
        onLeave={() => {
          setChosen("none");
          setReturned(null);
        }}
      />
    );
  }
  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <Link to="/sources" className={styles.back}>
          <Icon of={IconArrowLeft} size={14} />
          {t("sources.title")}
        </Link>
        <h1>{t("sources.add.title")}</h1>
        {fault !== null && <SignInFault reason={fault} />}
        {!mayConnect && (
          <Empty icon={IconLock} title={t("sources.noPermission.connect")}>
            {t("sources.noPermission.text")}
          </Empty>
        )}
        {error !== null && <Problem title={t("sources.add.failed")} error={error} onRetry={() => void refetch()} />}
        {mayConnect && data === undefined && error === null && <LoadingRows />}
        {data !== undefined && <Catalogue connectors={data} onChoose={setChosen} />}
      </div>
    </div>
  );
}
