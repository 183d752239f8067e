import { Button } from "@mantine/core";
import type { Document } from "@smartypants/client";
import { IconDownload, IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { webLink } from "./place.ts";

interface Props {
  readonly document: Document;
  /** Of the place in it. */
  readonly url: string;
  /** Where the document is neither on the web nor kept here. */
  readonly otherwise: ReactNode;
}

/** Opens the document at its source, or downloads the original. */
export function OpenDocument({ document, url, otherwise }: Props): ReactNode {
  const { t } = useTranslation();
  const link = webLink(url);
  if (link !== null) {
    return (
      <Button
        size="xs"
        variant="default"
        component="a"
        href={link}
        target="_blank"
        rel="noopener noreferrer"
        rightSection={<Icon of={IconExternalLink} size={14} />}
      >
        {t("documents.openAt", { source: document.source.name })}
      </Button>
    );
  }
  if (!document.hasOriginal) return otherwise;
  return (
    <Button
      size="xs"
      variant="default"
      component="a"
      href={isAttached(document) ? document.url : `/api/v1/documents/${document.id}/file`}
      rightSection={<Icon of={IconDownload} size={14} />}
    >
      {t("documents.download")}
    </Button>
  );
}

/** Whether it is attached to a conversation: then its address names that. */
export function isAttached({ url }: Pick<Document, "url">): boolean {
  return /^\/api\/v1\/documents\/[\w-]+\/file\?conversation=[\w-]+$/.test(url);
}
