export { vcard } from "./vcard.ts";
