import i18next from "i18next";
import { documentsEn } from "./strings.en.ts";

type Kind = keyof (typeof documentsEn)["kind"];

/** Every kind with a name, in the order in which people look for them. */
export const KINDS = Object.keys(documentsEn.kind) as readonly Kind[];

function isKnown(kind: string): kind is Kind {
  return Object.hasOwn(documentsEn.kind, kind);
}

/** The API's `type` of a document in words; one that is not known here as the API has it. */
export function kindName(kind: string): string {
  return isKnown(kind) ? i18next.t(`documents.kind.${kind}`) : kind;
}
