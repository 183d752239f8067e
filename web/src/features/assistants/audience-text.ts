import type { Audience } from "@smartypants/client";
import { useTranslation } from "react-i18next";

/** Who may use something, in words; nothing where one is not told. */
export function useAudienceText(audience: Audience | null): string {
  const { t } = useTranslation();
  if (audience === null) return "";
  if (audience.visibility === "restricted") return t("assistants.audience.some", { count: audience.allow?.length ?? 0 });
  return t(`assistants.audience.${audience.visibility}`);
}
