import { accountDe } from "../features/account/strings.de.ts";
import { setupDe } from "../features/setup/strings.de.ts";
import { shortcutsDe } from "../app/shortcut-strings.de.ts";
import { adminDe } from "../features/admin/strings.de.ts";
import { adminPeopleDe } from "../features/admin-people/strings.de.ts";
import { adminGroupsDe } from "../features/admin-groups/strings.de.ts";
import { adminSignInDe } from "../features/admin-sign-in/strings.de.ts";
import { adminKeysDe } from "../features/admin-keys/strings.de.ts";
import { adminModelsDe } from "../features/admin-models/strings.de.ts";
import { adminUsageDe } from "../features/admin-usage/strings.de.ts";
import { adminUnansweredDe } from "../features/admin-unanswered/strings.de.ts";
import { adminLogsDe } from "../features/admin-logs/strings.de.ts";
import { adminJobsDe } from "../features/admin-jobs/strings.de.ts";
import { adminAuditDe } from "../features/admin-audit/strings.de.ts";
import { adminRetentionDe } from "../features/admin-retention/strings.de.ts";
import { adminHealthDe } from "../features/admin-health/strings.de.ts";
import { adminSettingsDe } from "../features/admin-settings/strings.de.ts";
import { assistantsDe } from "../features/assistants/strings.de.ts";
import { browseDe } from "../features/documents/browse/strings.de.ts";
import { evaluationDe } from "../features/evaluation/strings.de.ts";
import { promptsDe } from "../features/prompts/strings.de.ts";
import { sourcesDe } from "../features/sources/strings.de.ts";
import type { enMore } from "./en-more.ts";
import type { Translated } from "./translated.ts";

export const deMore: Translated<typeof enMore> = {
  account: accountDe,
  setup: setupDe,
  shortcuts: shortcutsDe,
  admin: adminDe,
  adminPeople: adminPeopleDe,
  adminGroups: adminGroupsDe,
  adminSignIn: adminSignInDe,
  adminKeys: adminKeysDe,
  adminModels: adminModelsDe,
  adminUsage: adminUsageDe,
  adminUnanswered: adminUnansweredDe,
  adminJobs: adminJobsDe,
  adminLogs: adminLogsDe,
  adminAudit: adminAuditDe,
  adminRetention: adminRetentionDe,
  adminHealth: adminHealthDe,
  adminSettings: adminSettingsDe,
  assistants: assistantsDe,
  prompts: promptsDe,
  evaluation: evaluationDe,
  browse: browseDe,
  sources: sourcesDe,
};
