import type { ConnectorContext } from "@smartypants/sdk";
import type { DriveCredential } from "./credential.ts";
import type { DriveSettings } from "./settings.ts";

export type DriveContext = ConnectorContext<DriveSettings, DriveCredential>;
