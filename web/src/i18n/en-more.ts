import { accountEn } from "../features/account/strings.en.ts";
import { setupEn } from "../features/setup/strings.en.ts";
import { shortcutsEn } from "../app/shortcut-strings.en.ts";
import { adminEn } from "../features/admin/strings.en.ts";
import { adminPeopleEn } from "../features/admin-people/strings.en.ts";
import { adminGroupsEn } from "../features/admin-groups/strings.en.ts";
import { adminSignInEn } from "../features/admin-sign-in/strings.en.ts";
import { adminKeysEn } from "../features/admin-keys/strings.en.ts";
import { adminModelsEn } from "../features/admin-models/strings.en.ts";
import { adminUsageEn } from "../features/admin-usage/strings.en.ts";
import { adminUnansweredEn } from "../features/admin-unanswered/strings.en.ts";
import { adminLogsEn } from "../features/admin-logs/strings.en.ts";
import { adminJobsEn } from "../features/admin-jobs/strings.en.ts";
import { adminAuditEn } from "../features/admin-audit/strings.en.ts";
import { adminRetentionEn } from "../features/admin-retention/strings.en.ts";
import { adminHealthEn } from "../features/admin-health/strings.en.ts";
import { adminSettingsEn } from "../features/admin-settings/strings.en.ts";
import { assistantsEn } from "../features/assistants/strings.en.ts";
import { browseEn } from "../features/documents/browse/strings.en.ts";
import { evaluationEn } from "../features/evaluation/strings.en.ts";
import { promptsEn } from "../features/prompts/strings.en.ts";
import { sourcesEn } from "../features/sources/strings.en.ts";

/** The English strings of the pages that need not be fast on the first visit: loaded behind the first page. */
export const enMore = {
  account: accountEn,
  setup: setupEn,
  shortcuts: shortcutsEn,
  admin: adminEn,
  adminPeople: adminPeopleEn,
  adminGroups: adminGroupsEn,
  adminSignIn: adminSignInEn,
  adminKeys: adminKeysEn,
  adminModels: adminModelsEn,
  adminUsage: adminUsageEn,
  adminUnanswered: adminUnansweredEn,
  adminJobs: adminJobsEn,
  adminLogs: adminLogsEn,
  adminAudit: adminAuditEn,
  adminRetention: adminRetentionEn,
  adminHealth: adminHealthEn,
  adminSettings: adminSettingsEn,
  assistants: assistantsEn,
  prompts: promptsEn,
  evaluation: evaluationEn,
  browse: browseEn,
  sources: sourcesEn,
};
