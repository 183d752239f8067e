import { askAsDe } from "../features/assistants/ask-strings.de.ts";
import { authDe } from "../features/auth/strings.de.ts";
import { chatDe } from "../features/chat/strings.de.ts";
import { documentsDe } from "../features/documents/strings.de.ts";
import { homeDe } from "../features/home/strings.de.ts";
import { searchDe } from "../features/search/strings.de.ts";
import { shellDe } from "../app/strings.de.ts";
import { uiDe } from "../ui/strings.de.ts";
import type { en } from "./en.ts";
import type { Translated } from "./translated.ts";

export const de: Translated<typeof en> = {
  ui: uiDe,
  shell: shellDe,
  auth: authDe,
  home: homeDe,
  search: searchDe,
  documents: documentsDe,
  chat: chatDe,
  askAs: askAsDe,
};
