export { slack } from "./slack-connector.ts";
