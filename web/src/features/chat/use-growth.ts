import { useEffect } from "react";

const TALLEST_PX = 240;

/** The field grows with its text, up to a limit. */
export function useGrowth(field: { readonly current: HTMLTextAreaElement | null }, text: string): void {
  useEffect(() => {
    const node = field.current;
    if (node === null) return;
    node.style.height = "auto";
    node.style.height = `${Math.min(node.scrollHeight, TALLEST_PX)}px`;
  }, [field, text]);
}
