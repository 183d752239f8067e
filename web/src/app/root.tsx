import { Button } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { IconRefresh, IconWifiOff } from "@tabler/icons-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { newVersion } from "./new-version.ts";
import styles from "./root.module.css";

function subscribe(notify: () => void): () => void {
  window.addEventListener("online", notify);
  window.addEventListener("offline", notify);
  return () => {
    window.removeEventListener("online", notify);
    window.removeEventListener("offline", notify);
  };
}

export function Root(): ReactNode {
  return (
    <>
      <Banner />
      <Outlet />
    </>
  );
}

/** What concerns every page: that there is no connection, or that there is something newer. */
function Banner(): ReactNode {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  const isOld = useSyncExternalStore(newVersion.subscribe, newVersion.read);
  return (
    <div role="status" className={styles.banner} data-shown={!isOnline || isOld || undefined}>
      {!isOnline && (
        <>
          <Icon of={IconWifiOff} />
          {t("ui.offline")}
        </>
      )}
      {isOnline && isOld && (
        <>
          <Icon of={IconRefresh} />
          {t("shell.newVersion")}
          <Button size="compact-sm" variant="default" onClick={newVersion.take}>
            {t("shell.reload")}
          </Button>
        </>
      )}
    </div>
  );
}
