import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconCheck, IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../../ui/form-error.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { type Given, signInMutation } from "../queries.ts";
import styles from "./credential.module.css";

interface Props {
  /** As people call the source. */
  readonly title: string;
  readonly given: Given;
  readonly isSignedIn: boolean;
  /** A path of ours; what came of it stands there behind `#`. */
  readonly returnTo: string;
  /** Sets aside what would be lost with the page. */
  readonly onLeave: () => void;
}

/** Sends the browser to the source to sign in. */
export function SignIn({ title, given, isSignedIn, returnTo, onLeave }: Props): ReactNode {
  const { t } = useTranslation();
  const start = useMutation({
    ...signInMutation,
    onSuccess: ({ url }) => {
      onLeave();
      location.assign(url);
    },
  });
  return (
    <>
      {isSignedIn && (
        <p className={styles.signedIn} role="status">
          <Icon of={IconCheck} />
          {t("sources.credential.signedIn")}
        </p>
      )}
      <div className="actions">
        <Button
          variant={isSignedIn ? "default" : "filled"}
          loading={start.isPending || start.isSuccess}
          rightSection={<Icon of={IconExternalLink} size={14} />}
          onClick={() => start.mutate({ ...given, returnTo })}
        >
          {t(isSignedIn ? "sources.credential.signInAgain" : "sources.credential.signIn", { source: title })}
        </Button>
      </div>
      {start.error !== null && <FormError error={start.error} />}
    </>
  );
}
