import { DirectionProvider, useDirection } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { directionOf } from "../i18n/start-i18n.ts";

/** Tells the component kit from which side the language is read. */
export function Direction({ children }: { readonly children: ReactNode }): ReactNode {
  const { i18n } = useTranslation();
  return (
    <DirectionProvider initialDirection={directionOf(i18n.language)} detectDirection={false}>
      <Follow language={i18n.language} />
      {children}
    </DirectionProvider>
  );
}

function Follow({ language }: { readonly language: string }): null {
  const { setDirection } = useDirection();
  useEffect(() => setDirection(directionOf(language)), [language, setDirection]);
  return null;
}
