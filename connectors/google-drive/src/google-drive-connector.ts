import { defineConnector } from "@smartypants/sdk";
import { checkDrive } from "./check-drive.ts";
import { CHECKPOINT_VERSION, DriveCheckpoint } from "./checkpoint.ts";
import { driveChoices } from "./choices.ts";
import { DriveCredential } from "./credential.ts";
import { fetchFile } from "./fetch-one.ts";
import { driveGuide } from "./guide.ts";
import { listInventory } from "./inventory.ts";
import { driveOAuth } from "./oauth.ts";
import { resolveDriveUrl } from "./resolve-url.ts";
import { DriveSettings } from "./settings.ts";
import { surveyDrive } from "./survey-drive.ts";
import { syncDrive } from "./sync-drive.ts";
import { syncGroups } from "./sync-groups.ts";

const MINUTE_MS = 60_000;

/** Indexes files of Google Drive with the permissions that they have there. */
export const googleDrive = defineConnector<DriveSettings, DriveCredential, DriveCheckpoint>({
  id: "google-drive",
  title: "Google Drive",
  version: "1.0.0",
  description:
    "Files of My Drive and shared drives, each found only by those who may open it in Drive. Google's own documents, office files, PDF and text are read.",
  docsUrl: "https://developers.google.com/workspace/drive/api/guides/about-sdk",
  capabilities: { incremental: true, inventory: true, acl: "document", groups: true, live: "none", attachments: false, fetchOne: true },
  auth: ["serviceAccount", "oauth2"],
  settings: DriveSettings,
  credential: DriveCredential,
  checkpoint: DriveCheckpoint,
  checkpointVersion: CHECKPOINT_VERSION,
  // By account. Google meters what a project may do in several ways at once and says 403 or 429 when it is too much; these only keep a source
  // below what no project may do.
  limits: {
    list: { requests: 3_000, perMs: MINUTE_MS, concurrency: 10 },
    read: { requests: 12_000, perMs: MINUTE_MS, concurrency: 20 },
    download: { requests: 12_000, perMs: MINUTE_MS, concurrency: 20 },
    directory: { requests: 1_500, perMs: MINUTE_MS, concurrency: 10 },
    token: { requests: 600, perMs: MINUTE_MS },
  },
  oauth: driveOAuth,
  guide: driveGuide,
  choices: driveChoices,
  check: checkDrive,
  survey: surveyDrive,
  sync: syncDrive,
  inventory: listInventory,
  syncGroups,
  fetchOne: (context, { id }) => fetchFile(context, id),
  resolveUrl: resolveDriveUrl,
});
