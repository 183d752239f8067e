import { Button, Modal } from "@mantine/core";
import { useMutation, type UseMutationOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "./form-error.tsx";
import styles from "./dialog.module.css";

interface Props {
  readonly title: string;
  readonly size?: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, size = 480, onClose, children }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ "aria-label": t("ui.close") }}>
      {children}
    </Modal>
  );
}

interface FormProps {
  /** On the button. */
  readonly label: string;
  readonly isPending: boolean;
  readonly isDisabled?: boolean;
  /** What it does cannot be taken back. */
  readonly isDangerous?: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** Fields, why they were refused, and the two buttons. */
export function DialogForm(props: FormProps): ReactNode {
  const { label, isPending, isDisabled = false, isDangerous = false, error, onSubmit, onCancel, children } = props;
  const { t } = useTranslation();
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {error !== null && <FormError error={error} />}
      <div className="actions">
        <Button type="submit" {...(isDangerous && { color: "red" })} loading={isPending} disabled={isDisabled}>
          {label}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t("ui.cancel")}
        </Button>
      </div>
    </form>
  );
}

interface ConfirmProps<Variables> {
  readonly title: string;
  /** What will be so. */
  readonly text: string;
  readonly label: string;
  readonly mutation: Pick<UseMutationOptions<unknown, Error, Variables>, "mutationFn">;
  readonly variables: Variables;
  readonly isDangerous?: boolean;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Asks before what cannot be taken back, and says there when it was refused. */
export function ConfirmDialog<Variables>(props: ConfirmProps<Variables>): ReactNode {
  const { title, text, label, mutation, variables, isDangerous = true, onDone, onClose } = props;
  const { t } = useTranslation();
  const { mutate, isPending, error } = useMutation({ ...mutation });
  const confirm = (): void =>
    mutate(variables, {
      onSuccess: () => {
        onDone();
        onClose();
      },
    });
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={styles.form}>
        <p>{text}</p>
        {error !== null && <FormError error={error} />}
        <div className="actions">
          <Button {...(isDangerous && { color: "red" })} loading={isPending} onClick={confirm}>
            {label}
          </Button>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("ui.cancel")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
