import type { Icon as IconShape } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  readonly of: IconShape;
  readonly size?: number;
}

/** Small icons need a heavier stroke to keep their line above a pixel. Always decoration: the control beside it has the name. */
export function Icon({ of: Shape, size = 16 }: Props): ReactNode {
  const stroke = size <= 12 ? 2.8 : size <= 14 ? 2 : 1.6;
  return <Shape size={size} stroke={stroke} aria-hidden="true" style={{ flex: "none" }} />;
}
