let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

/** Whether the server has a newer application than the one that is open. */
export const newVersion = {
  subscribe: (notify: () => void): (() => void) => {
    listeners.add(notify);
    return () => listeners.delete(notify);
  },
  read: (): boolean => waiting !== null,
  /** Loads the page again, in its new version. */
  take: (): void => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    // A worker has no origin to name: that is for windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    waiting?.postMessage("activate");
  },
};

/** Keeps the application's files for when there is no connection. Only over https or on this machine, and not in development; without it nothing else changes. */
export function startServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  // After the first paint: nothing of it is needed for the page.
  window.addEventListener("load", () => void register(), { once: true });
}

async function register(): Promise<void> {
  let registration: ServiceWorkerRegistration;
  try {
    registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    return; // the browser forbids it: a private window, or a page without https
  }
  if (registration.waiting !== null) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      // The first one ever replaces nothing.
      if (installing.state === "installed" && navigator.serviceWorker.controller !== null) offer(installing);
    });
  });
}

function offer(worker: ServiceWorker): void {
  waiting = worker;
  for (const notify of listeners) notify();
}
