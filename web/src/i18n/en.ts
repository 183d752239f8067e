import { askAsEn } from "../features/assistants/ask-strings.en.ts";
import { authEn } from "../features/auth/strings.en.ts";
import { chatEn } from "../features/chat/strings.en.ts";
import { documentsEn } from "../features/documents/strings.en.ts";
import { homeEn } from "../features/home/strings.en.ts";
import { searchEn } from "../features/search/strings.en.ts";
import { shellEn } from "../app/strings.en.ts";
import { uiEn } from "../ui/strings.en.ts";

/** The English strings of the pages that everybody starts with; those of the others are in en-more.ts. Other languages are checked against them. */
export const en = {
  ui: uiEn,
  shell: shellEn,
  auth: authEn,
  home: homeEn,
  search: searchEn,
  documents: documentsEn,
  chat: chatEn,
  askAs: askAsEn,
};
