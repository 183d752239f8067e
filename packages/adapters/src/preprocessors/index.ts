export { createExtractorPort } from "./extractor-port.ts";
