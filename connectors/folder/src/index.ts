export { folder } from "./folder-connector.ts";
export { FolderSettings } from "./settings.ts";
