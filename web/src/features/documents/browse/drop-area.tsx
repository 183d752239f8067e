import { IconUpload } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/icon.tsx";
import { toast } from "../../../ui/toast.ts";
import styles from "./drop-area.module.css";
import { readDrop } from "./read-drop.ts";
import { offerFiles } from "./given-files.ts";

interface Props {
  readonly isOn: boolean;
  readonly onDropped: () => void;
  readonly children: ReactNode;
}

/** The whole page takes files and folders. */
export function DropArea({ isOn, onDropped, children }: Props): ReactNode {
  const { t } = useTranslation();
  // Moving over a child leaves the parent: only when all are left is the page left.
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const hasFiles = (event: DragEvent): boolean => isOn && event.dataTransfer.types.includes("Files");
  const leave = (): void => {
    depth.current = 0;
    setOver(false);
  };
  const take = async (data: DataTransfer): Promise<void> => {
    try {
      offerFiles(await readDrop(data));
      onDropped();
    } catch {
      // A folder that the browser may not open, or that is gone meanwhile.
      toast(t("browse.upload.unreadable"));
    }
  };
  return (
    <div
      className={styles.area}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDragLeave={() => {
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        void take(event.dataTransfer);
      }}
    >
      {children}
      {isOver && (
        <div className={styles.over}>
          <Icon of={IconUpload} size={20} />
          {t("browse.upload.drop")}
        </div>
      )}
    </div>
  );
}
