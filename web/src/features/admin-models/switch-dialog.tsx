import { Checkbox, NativeSelect, Radio, TextInput } from "@mantine/core";
import type { EmbeddingModel } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../ui/format.ts";
import { Dialog, DialogForm } from "../../ui/dialog.tsx";
import { formatBytes } from "../admin-health/format-bytes.ts";
import styles from "./models.module.css";
import { modelsQuery, switchMutation } from "./queries.ts";

interface Props {
  readonly state: EmbeddingModel;
  readonly onClose: () => void;
}

const OTHER = "other";
const NONE = "none";
const EXAMPLE = "openai/text-embedding-3-small";

export function SwitchDialog({ state: { current, local }, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const choices = local.filter(({ model }) => model !== current);
  const [chosen, setChosen] = useState(choices[0]?.model ?? OTHER);
  const [name, setName] = useState("");
  const [connection, setConnection] = useState("");
  const [auto, setAuto] = useState(false);
  const { mutate, error, isPending } = useMutation(switchMutation);
  const submit = (): void => {
    const isOther = chosen === OTHER;
    mutate({ model: isOther ? name.trim() : chosen, auto, ...(isOther && connection !== "" && { connection }) }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("adminModels.meaning.dialogTitle")} size={560} onClose={onClose}>
      <DialogForm label={t("adminModels.meaning.start")} isPending={isPending} error={error} onSubmit={submit} onCancel={onClose}>
        <p>{t("adminModels.meaning.dialogText")}</p>
        <Radio.Group label={t("adminModels.meaning.choose")} value={chosen} onChange={setChosen}>
          <div className={styles.choices}>
            {choices.map((each) => (
              <Radio key={each.model} size="xs" value={each.model} label={each.model} description={<About model={each} />} />
            ))}
            <Radio size="xs" value={OTHER} label={t("adminModels.meaning.other")} />
            {current !== NONE && <Radio size="xs" value={NONE} label={t("adminModels.meaning.none")} />}
          </div>
        </Radio.Group>
        {chosen === OTHER && <OtherModel name={name} connection={connection} onName={setName} onConnection={setConnection} />}
        <Checkbox label={t("adminModels.meaning.auto")} checked={auto} onChange={(event) => setAuto(event.currentTarget.checked)} />
      </DialogForm>
    </Dialog>
  );
}

function About({
  model: { dimensions, languages, licence, downloadBytes, present },
}: {
  readonly model: EmbeddingModel["local"][number];
}): ReactNode {
  const { t } = useTranslation();
  const size = t("adminModels.meaning.download", { size: formatBytes(downloadBytes) });
  const files = downloadBytes === 0 ? t("adminModels.meaning.builtIn") : present ? t("adminModels.meaning.present") : size;
  return [languages, t("adminModels.meaning.dimensions", { dimensions: formatNumber(dimensions) }), licence, files].join(" · ");
}

interface OtherProps {
  readonly name: string;
  readonly connection: string;
  readonly onName: (name: string) => void;
  readonly onConnection: (id: string) => void;
}

function OtherModel({ name, connection, onName, onConnection }: OtherProps): ReactNode {
  const { t } = useTranslation();
  const { data: models = [] } = useQuery(modelsQuery);
  return (
    <>
      <TextInput
        label={t("adminModels.meaning.otherName")}
        required
        placeholder={EXAMPLE}
        autoComplete="off"
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t("adminModels.meaning.connection")}
        value={connection}
        data={[
          { value: "", label: t("adminModels.meaning.connectionNone") },
          ...models.map((each) => ({ value: each.id, label: each.name })),
        ]}
        onChange={(event) => onConnection(event.currentTarget.value)}
      />
    </>
  );
}
