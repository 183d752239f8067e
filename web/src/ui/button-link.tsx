import { ActionIcon, type ActionIconProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";

interface Linked {
  readonly ref?: Ref<HTMLAnchorElement>;
}

type Anchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps | keyof ActionIconProps>;

function ButtonAnchor(props: ButtonProps & Anchor & Linked): ReactNode {
  return <Button component="a" {...props} />;
}

function IconAnchor(props: ActionIconProps & Anchor & Linked & { readonly children: ReactNode }): ReactNode {
  return <ActionIcon component="a" {...props} />;
}

/** Links inside the application that look like buttons. */
export const ButtonLink = createLink(ButtonAnchor);
export const IconLink = createLink(IconAnchor);
