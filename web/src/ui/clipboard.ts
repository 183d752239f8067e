import i18next from "i18next";
import { toast } from "./toast.ts";

/** Copies and says so; where the browser refuses (no https, no permission) it says that. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(i18next.t("ui.copied"));
  } catch {
    // Only pages with https or on this machine may write to the clipboard.
    toast(i18next.t("ui.copyRefused"));
  }
}
