import { lexer } from "marked";
import { type ComponentPropsWithoutRef, memo, type ReactNode, useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import remend from "remend";
import { webLink } from "../../documents/place.ts";
import { CiteMark, Claim } from "../cite-mark.tsx";
import styles from "./markdown.module.css";
import { rehypeCites } from "./rehype-cites.ts";

interface Props {
  readonly text: string;
  /** Whether the last block may still grow. */
  readonly isOpen: boolean;
}

/** A model's words. Block by block: those that are finished are not drawn again while the last one grows. */
export function Markdown({ text, isOpen }: Props): ReactNode {
  const blocks = useMemo(() => lexer(text).map(({ raw }) => raw), [text]);
  return (
    <div className={styles.markdown} data-open={isOpen || undefined} dir="auto">
      {blocks.map((raw, index) => (
        <Block key={index} raw={isOpen && index === blocks.length - 1 ? remend(raw) : raw} />
      ))}
    </div>
  );
}

const remarkPlugins = [remarkGfm];
const rehypePlugins = [rehypeCites];

const Block = memo(({ raw }: { readonly raw: string }) => (
  <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins} components={components}>
    {raw}
  </ReactMarkdown>
));

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

const components: Components = {
  a: Anchor,
  // A picture's address would tell another host who reads what.
  img: ({ alt }) => <span>{alt}</span>,
  table: ({ children }) => (
    <div className={styles.table} tabIndex={0} role="group">
      <table>{children}</table>
    </div>
  ),
  cite: ({ node }) => <CiteMark marker={Number(node?.properties["marker"])} />,
  q: ({ node, children }) => <Claim marker={Number(node?.properties["marker"])}>{children}</Claim>,
};
