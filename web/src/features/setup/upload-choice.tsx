import { Button, FileButton, SegmentedControl } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconUpload } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { uploadMutation } from "./queries.ts";
import styles from "./setup-page.module.css";

const KINDS: Readonly<Record<string, StatusKind>> = { indexed: "ok", queued: "waiting", skipped: "partial", failed: "failed" };

export function UploadChoice({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation();
  const [isPrivate, setPrivate] = useState(false);
  const { mutate, isPending, error, data } = useMutation(uploadMutation);
  const documents = data?.documents ?? [];
  const isAnyIn = documents.some(({ state }) => state === "indexed" || state === "queued");
  return (
    <>
      <SegmentedControl
        aria-label={t("setup.choice.upload.who")}
        value={isPrivate ? "private" : "everyone"}
        data={[
          { value: "everyone", label: t("setup.choice.upload.everyone") },
          { value: "private", label: t("setup.choice.upload.private") },
        ]}
        onChange={(value) => setPrivate(value === "private")}
      />
      <FileButton multiple onChange={(files) => files.length > 0 && mutate({ files, isPrivate })}>
        {(props) => (
          <Button {...props} variant={isAnyIn ? "default" : "filled"} loading={isPending} leftSection={<Icon of={IconUpload} />}>
            {t("setup.choice.upload.start")}
          </Button>
        )}
      </FileButton>
      {error !== null && <FormError error={error} />}
      {documents.length > 0 && (
        <ul className={styles.files} aria-live="polite">
          {documents.map(({ id, title, state, reason }) => (
            <li key={id}>
              <span className="cut" dir="auto">
                {title}
              </span>
              <Status kind={KINDS[state] ?? "waiting"}>{reason ?? t(`setup.state.${state}`)}</Status>
            </li>
          ))}
        </ul>
      )}
      {isAnyIn && <Button onClick={onDone}>{t("setup.continue")}</Button>}
    </>
  );
}
