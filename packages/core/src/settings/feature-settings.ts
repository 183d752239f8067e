import { onOff, type RuntimeSetting, type Words } from "./define-setting.ts";

function feature(name: string, title: Words, help: Words): RuntimeSetting<boolean> {
  return onOff({ group: "features", variable: `SMARTY_FEATURE_${name}`, fallback: true, title, help });
}

/** Abilities that can be switched off for everybody. What is stored stays, and is there again when they are switched on. */
export const FEATURE_SETTINGS = {
  "features.attachments": feature(
    "ATTACHMENTS",
    { en: "Files in chats", de: "Dateien in Chats" },
    {
      en: "People may attach files to a conversation. Off: nobody can add one; those that are there stay readable.",
      de: "Personen dürfen einem Gespräch Dateien anhängen. Aus: Niemand kann welche hinzufügen; vorhandene bleiben lesbar.",
    },
  ),
  "features.temporaryChats": feature(
    "TEMPORARY_CHATS",
    { en: "Temporary chats", de: "Vorübergehende Chats" },
    {
      en: "People may ask in chats of which nothing is kept. Off: every new conversation is kept until its owner deletes it.",
      de: "Personen dürfen in Chats fragen, von denen nichts bleibt. Aus: Jedes neue Gespräch bleibt, bis es gelöscht wird.",
    },
  ),
  "features.memberUploads": feature(
    "MEMBER_UPLOADS",
    { en: "Uploads by members", de: "Hochladen durch Mitglieder" },
    {
      en: "Members may upload documents. Off: only editors and administrators may. Files in chats have a switch of their own.",
      de: "Mitglieder dürfen Dokumente hochladen. Aus: Nur Redaktion und Verwaltung dürfen es. Dateien in Chats haben einen eigenen Schalter.",
    },
  ),
  "features.answerSocket": feature(
    "ANSWER_SOCKET",
    { en: "WebSocket for answers", de: "WebSocket für Antworten" },
    {
      en: "Programs may follow several answers over one WebSocket. Off: they read each answer's own event stream, as the web app does.",
      de: "Programme dürfen mehrere Antworten über einen WebSocket verfolgen. Aus: Sie lesen den Ereignisstrom jeder Antwort, wie die Web-App.",
    },
  ),
  "features.openaiApi": feature(
    "OPENAI_API",
    { en: "OpenAI-compatible API", de: "OpenAI-kompatible API" },
    {
      en: "Programs that speak OpenAI's API may ask at /v1 with an API key.",
      de: "Programme, die OpenAIs API sprechen, dürfen unter /v1 mit einem API-Schlüssel fragen.",
    },
  ),
  "features.mcp": feature(
    "MCP",
    { en: "MCP", de: "MCP" },
    {
      en: "Assistants that speak the Model Context Protocol may search and ask at /mcp with an API key.",
      de: "Assistenten, die das Model Context Protocol sprechen, dürfen unter /mcp mit einem API-Schlüssel suchen und fragen.",
    },
  ),
  "features.webhooks": feature(
    "WEBHOOKS",
    { en: "Webhooks", de: "Webhooks" },
    {
      en: "Other systems are told of finished syncs and answers. Off: nothing is sent; what happens meanwhile is not told later.",
      de: "Andere Systeme erfahren von beendeten Abgleichen und Antworten. Aus: Nichts wird gesendet; was inzwischen geschieht, wird nicht nachgeholt.",
    },
  ),
} as const;
