import { accountRoute } from "../features/account/route.ts";
import { adminRoutes } from "../features/admin/route.ts";
import { ownUsageRoute } from "../features/admin-usage/route.ts";
import { assistantRoutes } from "../features/assistants/route.ts";
import { chatRoutes } from "../features/chat/route.ts";
import { browseRoute } from "../features/documents/browse/route.ts";
import { evaluationRoutes } from "../features/evaluation/route.ts";
import { homeRoute } from "../features/home/route.ts";
import { joinRoute, signInRoute } from "../features/auth/route.ts";
import { promptsRoute } from "../features/prompts/route.ts";
import { searchRoute } from "../features/search/route.ts";
import { sourceRoutes } from "../features/sources/route.ts";
import { setupRoute } from "../features/setup/route.ts";

/** Pages inside the shell, for people who are signed in. A new page is one line here, and its first segment one word in paths.ts. */
export const shellPages = [
  homeRoute,
  searchRoute,
  ...chatRoutes,
  browseRoute,
  ...assistantRoutes,
  promptsRoute,
  ...evaluationRoutes,
  ...sourceRoutes,
  accountRoute,
  ownUsageRoute,
  adminRoutes,
] as const;

/** Pages that stand alone. */
export const openPages = [signInRoute, joinRoute, setupRoute] as const;
