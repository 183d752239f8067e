/** First segments of the application's addresses; the empty one is the start page. A page at a new segment must be named here, or the server answers 404 with it. */
export const APP_PATHS = [
  "",
  "search",
  "chat",
  "documents",
  "assistants",
  "sources",
  "sign-in",
  "join",
  "setup",
  "account",
  "usage",
  "admin",
] as const;
