import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { IconArrowRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "../../ui/form-error.tsx";
import { Icon } from "../../ui/icon.tsx";
import { askMutation } from "../chat/queries.ts";
import { searchableSourcesQuery } from "../documents/queries.ts";
import styles from "./setup-page.module.css";

const SAMPLES = ["leave", "vpn", "holidays"] as const;

export function QuestionStep(): ReactNode {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const { data: sources = [] } = useQuery(searchableSourcesQuery);
  const { mutate, isPending, error } = useMutation(askMutation);
  const ask = (content: string): void =>
    mutate(
      { conversationId: null, temporary: false, asked: { kind: "ask", content, filters: {}, model: null } },
      { onSuccess: (params) => void navigate({ to: "/chat/$conversationId", params }) },
    );
  return (
    <>
      <form
        className={styles.ask}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") ask(text.trim());
        }}
      >
        <TextInput
          aria-label={t("chat.question")}
          placeholder={t("chat.ask")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" loading={isPending}>
          {t("home.ask")}
        </Button>
      </form>
      {error !== null && <FormError error={error} />}
      {sources.some(({ name }) => name === SAMPLE_NAME) && (
        <ul className={styles.questions}>
          {SAMPLES.map((sample) => (
            <li key={sample}>
              <button type="button" disabled={isPending} lang="en" onClick={() => ask(t(`setup.sample.${sample}`))}>
                {t(`setup.sample.${sample}`)}
                <Icon of={IconArrowRight} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Link to="/">{t("setup.later")}</Link>
    </>
  );
}

/** What the server calls the example handbook. */
const SAMPLE_NAME = "Handbook";
