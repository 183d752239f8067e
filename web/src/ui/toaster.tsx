import { lazy, type ReactNode, Suspense, useSyncExternalStore } from "react";
import { toastDemand } from "./toast.ts";

const Notifications = lazy(async () => {
  await import("@mantine/notifications/styles.layer.css");
  return { default: (await import("@mantine/notifications")).Notifications };
});

const SHOWN_MS = 5000;

export function Toaster(): ReactNode {
  const isWanted = useSyncExternalStore(toastDemand.subscribe, toastDemand.read);
  return <Suspense>{isWanted && <Notifications position="bottom-center" limit={3} autoClose={SHOWN_MS} />}</Suspense>;
}
