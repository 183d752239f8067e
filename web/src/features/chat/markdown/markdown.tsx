import { ActionIcon } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { type ComponentPropsWithoutRef, memo, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import remend from "remend";
import { copyText } from "../../../ui/clipboard.ts";
import { Icon } from "../../../ui/icon.tsx";
import { webLink } from "../../documents/place.ts";
import { CiteMark, Claim } from "../cite-mark.tsx";
import styles from "./markdown.module.css";
import { rehypeCites } from "./rehype-cites.ts";
import { type Offsets, rehypeUnsupported } from "./rehype-unsupported.ts";
import { createBlockSplitter } from "./split-blocks.ts";

interface Props {
  readonly text: string;
  /** Whether the last block may still grow. */
  readonly isOpen: boolean;
  /** Places in the text without a citation that supports them. */
  readonly unsupported?: readonly Offsets[];
}

/** A model's words. Block by block: those that are finished are not drawn again while the last one grows. */
export function Markdown({ text, isOpen, unsupported = [] }: Props): ReactNode {
  const [split] = useState(createBlockSplitter);
  const blocks = split(text);
  let end = 0;
  return (
    <div className={styles.markdown} data-open={isOpen || undefined} dir="auto">
      {blocks.map((raw, index) => {
        const start = Math.max(end, text.indexOf(raw, end));
        end = start + raw.length;
        const places = placesIn(unsupported, start, raw.length);
        return raw.trim() === "" ? null : (
          <Block key={index} raw={isOpen && index === blocks.length - 1 ? remend(raw) : raw} places={places} />
        );
      })}
    </div>
  );
}

/** As a text, so that a block is not drawn again for an equal list. */
function placesIn(places: readonly Offsets[], start: number, length: number): string {
  const inside = places.filter((place) => place.start < start + length && place.end > start);
  return inside.map((place) => `${place.start - start}-${place.end - start}`).join(" ");
}

function readPlaces(places: string): readonly Offsets[] {
  return places.split(" ").map((place) => {
    const [start = 0, end = 0] = place.split("-").map(Number);
    return { start, end };
  });
}

const remarkPlugins = [remarkGfm];
const rehypePlugins = [rehypeCites];
const FENCE = /^ {0,3}(`{3,}|~{3,})[^\n]*\n/;

const Block = memo(({ raw, places }: { readonly raw: string; readonly places: string }) => {
  // Read as Markdown, code that is still written would be parsed from its beginning with every word.
  if (FENCE.test(raw)) return <Code text={codeOf(raw)} />;
  const plugins =
    places === ""
      ? rehypePlugins
      : [[rehypeUnsupported, readPlaces(places)] as [typeof rehypeUnsupported, readonly Offsets[]], rehypeCites];
  return (
    <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={plugins} components={components}>
      {raw}
    </ReactMarkdown>
  );
});

/** What stands between the fences; the lower one may not be there yet. */
function codeOf(raw: string): string {
  const fence = FENCE.exec(raw);
  const body = raw.slice(fence?.[0].length ?? 0);
  const mark = fence?.[1] ?? "```";
  return body.replace(new RegExp(`(?:^|\\n) {0,3}\\${mark[0] ?? "`"}{${mark.length},}\\s*$`), "").replace(/\n$/, "");
}

function Code({ text }: { readonly text: string }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.code} dir="ltr">
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <ActionIcon size={28} aria-label={t("chat.copyCode")} title={t("chat.copyCode")} onClick={() => void copyText(text)}>
        <Icon of={IconCopy} size={14} />
      </ActionIcon>
    </div>
  );
}

/** Links lead only to the web or to a mail; what else a model writes as a link is its words. */
function Anchor({ href = "", children }: ComponentPropsWithoutRef<"a">): ReactNode {
  const link = webLink(href) ?? (/^mailto:[^?]+$/i.test(href) ? href : null);
  if (link === null) return <span>{children}</span>;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Unsupported({ children }: { readonly children?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={styles.unsupported} title={t("chat.unsupportedWord")}>
      {children}
    </span>
  );
}

/** A table wider than the column scrolls by itself, also by keyboard. */
function Table({ children }: { readonly children?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <div className={styles.table} tabIndex={0} role="group" aria-label={t("chat.table")}>
      <table>{children}</table>
    </div>
  );
}

const components: Components = {
  a: Anchor,
  // A picture's address would tell another host who reads what.
  img: ({ alt }) => <span>{alt}</span>,
  table: ({ children }) => <Table>{children}</Table>,
  cite: ({ node }: ExtraProps) => <CiteMark marker={Number(node?.properties["marker"])} />,
  q: ({ node, children }) => <Claim marker={Number(node?.properties["marker"])}>{children}</Claim>,
  u: ({ children }) => <Unsupported>{children}</Unsupported>,
};
