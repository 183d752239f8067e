import type { Icon as IconShape } from "@tabler/icons-react";
import { cloneElement, lazy, type ReactElement, Suspense, useEffect, useState } from "react";

export type MenuEntry =
  | "divider"
  | { readonly heading: string }
  | {
      readonly label: string;
      readonly icon?: IconShape;
      readonly isChecked?: boolean;
      readonly isDangerous?: boolean;
      readonly isDisabled?: boolean;
      /** Language of the label where it is not the page's. */
      readonly lang?: string;
      readonly onClick: () => void;
    };

export interface MenuProps {
  /** A button that passes its props on. */
  readonly target: ReactElement<{ onClick?: () => void; "aria-haspopup"?: "menu" }>;
  readonly entries: readonly MenuEntry[];
  readonly position?: "bottom-end" | "right-end" | "top-end" | "top-start";
  readonly width?: number;
}

const loadBody = async () => ({ default: (await import("./menu-body.tsx")).MenuBody });
const MenuBody = lazy(loadBody);

/** A menu whose machinery (positioning, arrow keys) is loaded when the page has nothing else to do. */
export function Menu(props: MenuProps): ReactElement {
  const [load, setLoad] = useState<"not yet" | "closed" | "open">("not yet");
  useEffect(() => {
    const handle = setTimeout(() => setLoad((before) => (before === "not yet" ? "closed" : before)), LATER_MS);
    return () => clearTimeout(handle);
  }, []);
  // Whoever is faster than that has the menu opened as soon as it is there.
  const early = cloneElement(props.target, { onClick: () => setLoad("open"), "aria-haspopup": "menu" });
  return <Suspense fallback={early}>{load === "not yet" ? early : <MenuBody {...props} isOpenAtFirst={load === "open"} />}</Suspense>;
}

const LATER_MS = 300;
