import { createContext, type ReactNode, useContext } from "react";

/** Draws the way from a report id to what the server logged for it; null for whoever may not see that. */
export const ReportLinkContext = createContext<((id: string) => ReactNode) | null>(null);

export function ReportLink({ id }: { readonly id: string }): ReactNode {
  return useContext(ReportLinkContext)?.(id) ?? null;
}
