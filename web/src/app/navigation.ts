import { type Icon, IconDatabase, IconFiles, IconMessageCircle, IconRobot, IconSearch, IconSettings } from "@tabler/icons-react";
import type { Me } from "@smartypants/client";

type Role = Me["role"];

interface NavigationItem {
  readonly to: "/search" | "/chat" | "/documents" | "/assistants" | "/sources" | "/admin";
  /** Key of `shell.nav`. */
  readonly label: "search" | "chat" | "documents" | "assistants" | "sources" | "admin";
  readonly icon: Icon;
  /** The least role that sees it; everybody when absent. */
  readonly role?: Role;
}

/** The rail, from the top; on a phone the first three are tabs and the rest is under More. */
const NAVIGATION: readonly NavigationItem[] = [
  { to: "/search", label: "search", icon: IconSearch },
  { to: "/chat", label: "chat", icon: IconMessageCircle },
  { to: "/documents", label: "documents", icon: IconFiles },
  { to: "/assistants", label: "assistants", icon: IconRobot },
  { to: "/sources", label: "sources", icon: IconDatabase, role: "editor" },
  { to: "/admin", label: "admin", icon: IconSettings, role: "admin" },
];

const RANKS: readonly Role[] = ["viewer", "member", "editor", "admin"];

/** Whether a role includes another; what the page shows, while the server decides what it answers. */
export function hasRole(role: Role, least: Role): boolean {
  return RANKS.indexOf(role) >= RANKS.indexOf(least);
}

export function visibleNavigation(role: Role): readonly NavigationItem[] {
  return NAVIGATION.filter((item) => item.role === undefined || hasRole(role, item.role));
}
