export { googleDrive } from "./google-drive-connector.ts";
