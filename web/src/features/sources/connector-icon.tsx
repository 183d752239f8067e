import {
  IconBrandGithub,
  IconBrandGoogleDrive,
  IconBrandSlack,
  IconFolder,
  IconPlugConnected,
  IconUpload,
  IconWorld,
  type Icon as IconShape,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "../../ui/icon.tsx";

const SHAPES: Readonly<Record<string, IconShape>> = {
  folder: IconFolder,
  upload: IconUpload,
  slack: IconBrandSlack,
  "google-drive": IconBrandGoogleDrive,
  github: IconBrandGithub,
  web: IconWorld,
};

/** By connector; one that came as a plug-in is a plug. */
export function ConnectorIcon({ connector, size = 18 }: { readonly connector: string; readonly size?: number }): ReactNode {
  return <Icon of={(Object.hasOwn(SHAPES, connector) ? SHAPES[connector] : undefined) ?? IconPlugConnected} size={size} />;
}
