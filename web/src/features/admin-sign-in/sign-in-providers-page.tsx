import { Button, Switch } from "@mantine/core";
import type { SignInProvider } from "@smartypants/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { IconLogin2, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { AdminPage, AdminSection } from "../admin/admin-page.tsx";
import { Loaded, Nothing } from "../admin/loaded.tsx";
import { presetOf } from "./draft.ts";
import { ProviderDialog } from "./provider-dialog.tsx";
import { ProviderPanel } from "./provider-panel.tsx";
import { passwordsMutation, providersQuery } from "./queries.ts";
import styles from "./sign-in.module.css";

const route = getRouteApi("/shell/admin/sign-in");

/** With what people sign in: providers, and passwords. */
export function SignInProvidersPage(): ReactNode {
  const { t } = useTranslation();
  const { provider: openId } = route.useSearch();
  const navigate = route.useNavigate();
  const [isAdding, setAdding] = useState(false);
  const query = useQuery(providersQuery);
  const open = query.data?.items.find(({ id }) => id === openId);
  const show = (id?: string): void => void navigate({ search: id === undefined ? {} : { provider: id } });
  return (
    <AdminPage
      title={t("adminSignIn.title")}
      facts={t("adminSignIn.facts")}
      actions={
        <Button leftSection={<Icon of={IconPlus} />} onClick={() => setAdding(true)}>
          {t("adminSignIn.add")}
        </Button>
      }
      inspector={open === undefined ? null : <ProviderPanel key={open.id} provider={open} onClose={() => show()} />}
    >
      <Loaded query={query} failed={t("adminSignIn.failed")} rows={2}>
        {({ items, passwords }) => (
          <>
            {items.length === 0 ? <None /> : <ProviderTable providers={items} openId={open?.id} />}
            <Passwords isOn={passwords} />
          </>
        )}
      </Loaded>
      {isAdding && <ProviderDialog taken={query.data?.items.map(({ id }) => id) ?? []} onMade={show} onClose={() => setAdding(false)} />}
    </AdminPage>
  );
}

function None(): ReactNode {
  const { t } = useTranslation();
  return (
    <Nothing>
      <Empty icon={IconLogin2} title={t("adminSignIn.none")}>
        {t("adminSignIn.noneText")}
      </Empty>
    </Nothing>
  );
}

interface TableProps {
  readonly providers: readonly SignInProvider[];
  readonly openId: string | undefined;
}

function ProviderTable({ providers, openId }: TableProps): ReactNode {
  const { t } = useTranslation();
  const columns: readonly Column<SignInProvider>[] = [
    {
      id: "name",
      label: t("adminSignIn.column.name"),
      phone: "first",
      cell: ({ id, name }) => (
        <Link to="/admin/sign-in" search={{ provider: id }} className={styles.name}>
          {name}
        </Link>
      ),
    },
    { id: "kind", label: t("adminSignIn.column.kind"), cell: ({ preset }) => presetOf(preset).name },
    {
      id: "issuer",
      label: t("adminSignIn.column.issuer"),
      phone: "hidden",
      cell: ({ issuer }) => <code className={styles.issuer}>{issuer}</code>,
    },
    { id: "people", label: t("adminSignIn.column.people"), isNumber: true, cell: ({ people }) => people },
    {
      id: "state",
      label: t("adminSignIn.column.state"),
      phone: "state",
      cell: ({ enabled }) => <Status kind={enabled ? "ok" : "paused"}>{t(enabled ? "adminSignIn.on" : "adminSignIn.off")}</Status>,
    },
  ];
  return <DataTable label={t("adminSignIn.title")} columns={columns} rows={providers} rowKey={({ id }) => id} openKey={openId} />;
}

function Passwords({ isOn }: { readonly isOn: boolean }): ReactNode {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation(passwordsMutation);
  return (
    <AdminSection title={t("adminSignIn.passwords.title")} note={t("adminSignIn.passwords.note")}>
      <Switch
        label={t("adminSignIn.passwords.label")}
        checked={isOn}
        disabled={isPending}
        onChange={(event) => mutate(event.currentTarget.checked)}
      />
      {error !== null && <FormError error={error} />}
    </AdminSection>
  );
}
