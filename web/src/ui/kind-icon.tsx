import {
  IconBadgeCc,
  IconBook2,
  IconBraces,
  IconCalendar,
  IconCode,
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconMail,
  IconMarkdown,
  IconNotebook,
  IconPresentation,
  IconTable,
  IconWorld,
  type Icon as IconShape,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** By the API's `type` of a document; what is not here is a plain sheet. */
const SHAPES: Readonly<Record<string, IconShape>> = {
  pdf: IconFileTypePdf,
  markdown: IconMarkdown,
  html: IconWorld,
  text: IconFileText,
  table: IconTable,
  json: IconBraces,
  code: IconCode,
  document: IconFileText,
  presentation: IconPresentation,
  book: IconBook2,
  mail: IconMail,
  notebook: IconNotebook,
  subtitles: IconBadgeCc,
  calendar: IconCalendar,
  archive: IconFileZip,
};

export function KindIcon({ kind, size = 18 }: { readonly kind: string; readonly size?: number }): ReactNode {
  return <Icon of={(Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined) ?? IconFile} size={size} />;
}
