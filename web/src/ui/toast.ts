import i18next from "i18next";

let isWanted = false;
const listeners = new Set<() => void>();

/** A short word about something that is done. What a row can say, the row says. */
export function toast(message: string): void {
  isWanted = true;
  for (const notify of listeners) notify();
  void import("@mantine/notifications").then(({ notifications }) =>
    notifications.show({ message, withBorder: true, radius: "md", closeButtonProps: { "aria-label": i18next.t("ui.close") } }),
  );
}

/** Whether there was ever something to show: until then nothing of it is loaded. */
export const toastDemand = {
  subscribe: (notify: () => void): (() => void) => {
    listeners.add(notify);
    return () => listeners.delete(notify);
  },
  read: (): boolean => isWanted,
};
