import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import type { Model } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconDots, IconPlus, IconSparkles } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { ConfirmDialog } from "../../ui/dialog.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { ModelDialog } from "./model-dialog.tsx";
import styles from "./models.module.css";
import { providerOf } from "./providers.ts";
import { defaultMutation, deleteMutation, modelsQuery, updateMutation } from "./queries.ts";
import { TestButton } from "./test-button.tsx";

type Asked = { readonly kind: "edit" | "delete"; readonly model: Model } | { readonly kind: "add" };

export function ChatModels(): ReactNode {
  const { t } = useTranslation();
  const query = useQuery(modelsQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [newId, setNewId] = useState<string | null>(null);
  const close = (): void => setAsked(null);
  const add = (
    <Button leftSection={<Icon of={IconPlus} />} onClick={() => setAsked({ kind: "add" })}>
      {t("adminModels.add")}
    </Button>
  );
  return (
    <>
      <Loaded query={query} failed={t("adminModels.failed")} rows={2}>
        {(models) =>
          models.length === 0 ? (
            <Nothing>
              <Empty icon={IconSparkles} title={t("adminModels.none")} actions={add}>
                {t("adminModels.noneText")}
              </Empty>
            </Nothing>
          ) : (
            <>
              <div className={styles.head}>
                <p className={styles.note}>{t("adminModels.fallbackNote")}</p>
                {add}
              </div>
              <ModelTable models={models} newId={newId} onAsk={setAsked} />
            </>
          )
        }
      </Loaded>
      {(asked?.kind === "add" || asked?.kind === "edit") && (
        <ModelDialog {...(asked.kind === "edit" && { model: asked.model })} onMade={setNewId} onClose={close} />
      )}
      {asked?.kind === "delete" && (
        <ConfirmDialog
          title={t("adminModels.deleteTitle", { name: asked.model.name })}
          text={t("adminModels.deleteText")}
          label={t("adminModels.delete")}
          mutation={deleteMutation}
          variables={asked.model.id}
          onDone={() => {}}
          onClose={close}
        />
      )}
    </>
  );
}

interface TableProps {
  readonly models: readonly Model[];
  readonly newId: string | null;
  readonly onAsk: (asked: Asked) => void;
}

function ModelTable({ models, newId, onAsk }: TableProps): ReactNode {
  const { t } = useTranslation();
  const update = useMutation(updateMutation);
  const makeDefault = useMutation(defaultMutation);
  const refused = update.error ?? makeDefault.error;
  const columns: readonly Column<Model>[] = [
    { id: "name", label: t("adminModels.column.name"), phone: "first", cell: (model) => <ModelName model={model} /> },
    { id: "state", label: t("adminModels.column.state"), phone: "state", cell: (model) => <ModelState model={model} /> },
    { id: "price", label: t("adminModels.column.price"), isNumber: true, cell: (model) => <Price model={model} /> },
    {
      id: "order",
      label: t("adminModels.column.order"),
      cell: (model) => (
        <Fallback
          model={model}
          count={models.length}
          onChange={(fallbackOrder) => update.mutate({ id: model.id, change: { fallbackOrder } })}
        />
      ),
    },
    {
      id: "test",
      label: t("adminModels.column.test"),
      cell: (model) => <TestButton id={model.id} name={model.name} isAutomatic={model.id === newId} />,
    },
    {
      id: "actions",
      label: t("admin.actions"),
      isLabelHidden: true,
      isNumber: true,
      phone: "end",
      cell: (model) => (
        <ModelMenu
          model={model}
          onAsk={onAsk}
          onEnable={(enabled) => update.mutate({ id: model.id, change: { enabled } })}
          onDefault={() => makeDefault.mutate(model.id)}
        />
      ),
    },
  ];
  return (
    <>
      {refused !== null && <FormError error={refused} />}
      <DataTable label={t("adminModels.tabs.chat")} columns={columns} rows={models} rowKey={(each) => each.id} />
    </>
  );
}

function ModelName({ model: { name, provider, model, origin } }: { readonly model: Model }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.name}>{name}</div>
      <div className={styles.under}>
        {providerOf(provider).name}, {model}
        {origin === "environment" && ` · ${t("adminModels.environment")}`}
      </div>
    </>
  );
}

function ModelState({ model: { enabled, default: isDefault, kind } }: { readonly model: Model }): ReactNode {
  const { t } = useTranslation();
  if (!enabled) return <Status kind="paused">{t("adminModels.state.off")}</Status>;
  if (kind === "embedding") return <Status kind="ok">{t("adminModels.state.embedding")}</Status>;
  return <Status kind="ok">{t(isDefault ? "adminModels.state.default" : "adminModels.state.on")}</Status>;
}

function Price({ model: { inputPrice, outputPrice } }: { readonly model: Model }): ReactNode {
  const { t } = useTranslation();
  if (inputPrice === null && outputPrice === null) return <span className={styles.unset}>{t("adminModels.priceUnknown")}</span>;
  return (
    <span title={t("adminModels.perMillion")}>
      {t("adminModels.priceOf", { input: formatNumber(inputPrice ?? 0), output: formatNumber(outputPrice ?? 0) })}
    </span>
  );
}

interface FallbackProps {
  readonly model: Model;
  readonly count: number;
  readonly onChange: (order: number | null) => void;
}

function Fallback({ model: { name, fallbackOrder, kind, origin }, count, onChange }: FallbackProps): ReactNode {
  const { t } = useTranslation();
  if (kind === "embedding") return null;
  const places = Array.from({ length: Math.max(count, fallbackOrder ?? 0) }, (_each, index) => String(index + 1));
  const value = fallbackOrder === null ? "" : String(fallbackOrder);
  return (
    <NativeSelect
      size="xs"
      w={84}
      aria-label={t("adminModels.fallback", { name })}
      disabled={origin === "environment"}
      value={value}
      data={[
        { value: "", label: t("adminModels.fallbackNever") },
        ...(places.includes(value) || value === "" ? places : [value, ...places]),
      ]}
      onChange={(event) => onChange(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))}
    />
  );
}

interface MenuProps {
  readonly model: Model;
  readonly onAsk: (asked: Asked) => void;
  readonly onEnable: (isEnabled: boolean) => void;
  readonly onDefault: () => void;
}

function ModelMenu({ model, onAsk, onEnable, onDefault }: MenuProps): ReactNode {
  const { t } = useTranslation();
  const isFixed = model.origin === "environment";
  return (
    <Menu
      entries={[
        {
          label: t("adminModels.makeDefault"),
          isDisabled: model.default || !model.enabled || model.kind === "embedding",
          onClick: onDefault,
        },
        {
          label: t(model.enabled ? "adminModels.disable" : "adminModels.enable"),
          isDisabled: isFixed,
          onClick: () => onEnable(!model.enabled),
        },
        { label: t("adminModels.edit"), isDisabled: isFixed, onClick: () => onAsk({ kind: "edit", model }) },
        "divider",
        { label: t("adminModels.delete"), isDangerous: true, isDisabled: isFixed, onClick: () => onAsk({ kind: "delete", model }) },
      ]}
      target={
        <ActionIcon aria-label={t("admin.moreFor", { name: model.name })}>
          <Icon of={IconDots} />
        </ActionIcon>
      }
    />
  );
}
