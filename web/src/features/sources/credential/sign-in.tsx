import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconExternalLink } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../../ui/form-error.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { type Given, signInMutation } from "../queries.ts";

interface Props {
  /** As people call the source. */
  readonly title: string;
  readonly given: Given;
  /** A path of ours; what came of it stands there behind `#`. */
  readonly returnTo: string;
  /** Sets aside what would be lost with the page. */
  readonly onLeave: () => void;
}

/** Sends the browser to the source to sign in. */
export function SignIn({ title, given, returnTo, onLeave }: Props): ReactNode {
  const { t } = useTranslation();
  const start = useMutation({
    ...signInMutation,
    onSuccess: ({ url }) => {
      onLeave();
      location.assign(url);
    },
  });
  const { reset } = start;
  useEffect(() => {
    // A browser may keep the page as it was left and show it again: then somebody has come back without signing in.
    const wake = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) reset();
    };
    addEventListener("pageshow", wake);
    return () => removeEventListener("pageshow", wake);
  }, [reset]);
  return (
    <>
      <div className="actions">
        <Button
          loading={start.isPending || start.isSuccess}
          rightSection={<Icon of={IconExternalLink} size={14} />}
          onClick={() => start.mutate({ ...given, returnTo })}
        >
          {t("sources.credential.signIn", { source: title })}
        </Button>
      </div>
      {start.error !== null && <FormError error={start.error} />}
    </>
  );
}
