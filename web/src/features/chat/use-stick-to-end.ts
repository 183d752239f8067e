import { type RefObject, useEffect } from "react";

const NEAR_PX = 120;

/** Keeps a scrolled log at its end while it grows, unless the reader has gone up in it. New messages bring it to the end in any case. */
export function useStickToEnd(element: RefObject<HTMLElement | null>, messages: readonly unknown[]): void {
  useEffect(() => {
    const node = element.current;
    if (node === null) return;
    let isAtEnd = true;
    const onScroll = (): void => {
      isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX;
    };
    const follow = (): void => {
      if (isAtEnd) node.scrollTop = node.scrollHeight;
    };
    const observer = new ResizeObserver(follow);
    for (const child of node.children) observer.observe(child);
    node.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      node.removeEventListener("scroll", onScroll);
    };
  }, [element]);
  useEffect(() => {
    const node = element.current;
    if (node !== null) node.scrollTop = node.scrollHeight;
  }, messages);
}
