import { ActionIcon, Button, Radio } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconFolderPlus, IconLock, IconPlus, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Empty } from "../../../ui/states.tsx";
import { useHere } from "../../auth/use-here.ts";
import { PrincipalsField } from "../../directory/principals-field.tsx";
import { formatBytes } from "./format-bytes.ts";
import { offerFiles, takeFiles, useGivenFiles } from "./given-files.ts";
import type { UploadAccess } from "./queries.ts";
import { readChoice } from "./read-drop.ts";
import { UploadList } from "./upload-list.tsx";
import styles from "./upload-panel.module.css";
import { addUploads, onUploadSettled } from "./upload-store.ts";

interface Props {
  readonly mayUpload: boolean;
  readonly onClose: () => void;
}

/** Choose files, say who may read them, watch them become searchable. */
export function UploadPanel({ mayUpload, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <section className={styles.panel} aria-label={t("browse.upload.title")}>
      <header>
        <h2 className="grow">{t("browse.upload.title")}</h2>
        <ActionIcon aria-label={t("browse.upload.close")} onClick={onClose}>
          <Icon of={IconX} />
        </ActionIcon>
      </header>
      {mayUpload ? (
        <Form />
      ) : (
        <Empty icon={IconLock} title={t("browse.upload.noPermission")}>
          {t("browse.upload.noPermissionText")}
        </Empty>
      )}
    </section>
  );
}

const MODES = ["private", "everyone", "restricted"] as const;

function Form(): ReactNode {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { maxUpload } = useHere();
  const { files: given, leftOut } = useGivenFiles();
  const [mode, setMode] = useState<UploadAccess["mode"]>("private");
  const [allow, setAllow] = useState<readonly string[]>([]);
  useEffect(
    () =>
      onUploadSettled(() => {
        void queryClient.invalidateQueries({ queryKey: ["documents"] });
        void queryClient.invalidateQueries({ queryKey: ["uploads"] });
      }),
    [queryClient],
  );
  const bytes = given.reduce((sum, { file }) => sum + file.size, 0);
  const isReady = given.length > 0 && (mode !== "restricted" || allow.length > 0);
  return (
    <div className={styles.form}>
      <Choose />
      <Radio.Group label={t("browse.upload.who")} value={mode} onChange={(value) => setMode(value)}>
        <div className={styles.modes}>
          {MODES.map((each) => (
            <Radio key={each} size="xs" value={each} label={t(`browse.upload.mode.${each}`)} />
          ))}
        </div>
      </Radio.Group>
      {mode === "restricted" && <PrincipalsField label={t("browse.upload.allowed")} allow={allow} onChange={setAllow} />}
      {leftOut.length > 0 && <LeftOut paths={leftOut} />}
      {given.some(({ folder }) => folder !== "") && <p className="note">{t("browse.upload.keepsFolders")}</p>}
      {given.length > 0 && (
        <div className="actions">
          <Button
            disabled={!isReady}
            onClick={() => addUploads(takeFiles(), mode === "restricted" ? { mode, allow } : { mode }, maxUpload)}
          >
            {t("browse.upload.start", { count: given.length, number: formatNumber(given.length), size: formatBytes(bytes) })}
          </Button>
          <Button variant="default" onClick={() => takeFiles()}>
            {t("ui.cancel")}
          </Button>
        </div>
      )}
      <UploadList />
    </div>
  );
}

/** What nobody means is not sent, and it is said so. */
function LeftOut({ paths }: { readonly paths: readonly string[] }): ReactNode {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.leftOut}>
      <p className="note" role="status">
        {t("browse.upload.leftOut", { count: paths.length, number: formatNumber(paths.length) })}{" "}
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "browse.upload.leftOutHide" : "browse.upload.leftOutShow")}
        </button>
      </p>
      {isOpen && (
        <ul>
          {paths.slice(0, MOST_LEFT_OUT).map((path) => (
            <li key={path} dir="auto">
              {path}
            </li>
          ))}
          {paths.length > MOST_LEFT_OUT && (
            <li>{t("browse.upload.leftOutMore", { number: formatNumber(paths.length - MOST_LEFT_OUT) })}</li>
          )}
        </ul>
      )}
    </div>
  );
}

const MOST_LEFT_OUT = 50;

function Choose(): ReactNode {
  const { t } = useTranslation();
  const { maxUpload } = useHere();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // React has no name for it.
    folder.current?.setAttribute("webkitdirectory", "");
  }, []);
  const take = (input: HTMLInputElement): void => {
    offerFiles(readChoice(input.files));
    // The same file may be chosen again.
    input.value = "";
  };
  return (
    <div className={styles.choose}>
      <p>
        <b>{t("browse.upload.dropHere")}</b> {t("browse.upload.limits", { size: formatBytes(maxUpload) })}
      </p>
      <div className="actions">
        <input
          ref={files}
          type="file"
          multiple
          hidden
          data-upload-files
          aria-label={t("browse.upload.chooseFiles")}
          onChange={(event) => take(event.currentTarget)}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          data-upload-folder
          aria-label={t("browse.upload.chooseFolder")}
          onChange={(event) => take(event.currentTarget)}
        />
        <Button size="xs" variant="default" leftSection={<Icon of={IconPlus} size={14} />} onClick={() => files.current?.click()}>
          {t("browse.upload.chooseFiles")}
        </Button>
        <Button size="xs" variant="default" leftSection={<Icon of={IconFolderPlus} size={14} />} onClick={() => folder.current?.click()}>
          {t("browse.upload.chooseFolder")}
        </Button>
      </div>
    </div>
  );
}
