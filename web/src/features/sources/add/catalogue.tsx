import type { Connector } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconBook2, IconChevronRight, IconUpload, type Icon as IconShape } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../../ui/form-error.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { ConnectorIcon } from "../connector-icon.tsx";
import { sampleMutation } from "../queries.ts";
import styles from "./add-page.module.css";

interface Props {
  readonly connectors: readonly Connector[];
  readonly onChoose: (connector: Connector) => void;
}

/** What can be connected, and the two ways that need no system: an upload and the sample. */
export function Catalogue({ connectors, onChoose }: Props): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const sample = useMutation({
    ...sampleMutation,
    onSuccess: ({ sourceId }) => {
      void queryClient.invalidateQueries({ queryKey: ["sources"] });
      void navigate({ to: "/sources/$sourceId", params: { sourceId } });
    },
  });
  return (
    <>
      <ul className={styles.catalogue}>
        {connectors.map((connector) => (
          <li key={connector.id}>
            <button type="button" onClick={() => onChoose(connector)}>
              <ConnectorIcon connector={connector.id} />
              <span className="grow">
                <b>{connector.title}</b>
                <small>{connector.description}</small>
              </span>
              <small className={`not-phone ${styles.permissions}`}>{t(`sources.add.acl.${aclOf(connector)}`)}</small>
              <Icon of={IconChevronRight} />
            </button>
          </li>
        ))}
      </ul>
      <h2>{t("sources.add.without")}</h2>
      <ul className={styles.catalogue}>
        <Other
          icon={IconUpload}
          title={t("sources.add.upload")}
          text={t("sources.add.uploadText")}
          onClick={() => void navigate({ to: "/documents", search: { upload: true } })}
        />
        <Other
          icon={IconBook2}
          title={t("sources.add.sample")}
          text={t("sources.add.sampleText")}
          isBusy={sample.isPending}
          onClick={() => sample.mutate()}
        />
      </ul>
      {sample.error !== null && <FormError error={sample.error} />}
    </>
  );
}

function aclOf({ capabilities }: Connector): "own" | "chosen" {
  return capabilities["acl"] === "none" ? "chosen" : "own";
}

interface OtherProps {
  readonly icon: IconShape;
  readonly title: string;
  readonly text: string;
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

function Other({ icon, title, text, isBusy = false, onClick }: OtherProps): ReactNode {
  return (
    <li>
      <button type="button" disabled={isBusy} aria-busy={isBusy} onClick={onClick}>
        <Icon of={icon} size={18} />
        <span className="grow">
          <b>{title}</b>
          <small>{text}</small>
        </span>
        <Icon of={IconChevronRight} />
      </button>
    </li>
  );
}
