import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { IconWifiOff } from "@tabler/icons-react";
import { Icon } from "../ui/icon.tsx";
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
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <>
      <div role="status" className={styles.banner} data-shown={!isOnline || undefined}>
        {!isOnline && (
          <>
            <Icon of={IconWifiOff} />
            {t("ui.offline")}
          </>
        )}
      </div>
      <Outlet />
    </>
  );
}
