import type { Source } from "@smartypants/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useErrorText } from "../../ui/states.tsx";
import { cancelMutation, pauseMutation, syncMutation } from "./queries.ts";
import { openRun } from "./source-state.ts";

interface SourceActions {
  readonly sync: (confirmRemoval?: boolean) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Null while nothing runs. */
  readonly stop: (() => void) | null;
  readonly isPending: boolean;
  /** What the last of them was refused with, in words. */
  readonly problem: string | null;
}

/** What can be done with a source; every answer is followed by a fresh look at it. */
export function useSourceActions(source: Source): SourceActions {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const after = { onSettled: () => queryClient.invalidateQueries({ queryKey: ["sources"] }) };
  const sync = useMutation({ ...syncMutation, ...after });
  const pause = useMutation({ ...pauseMutation, ...after });
  const cancel = useMutation({ ...cancelMutation, ...after });
  const error = sync.error ?? pause.error ?? cancel.error;
  const said = useErrorText(error);
  const run = openRun(source);
  return {
    sync: (confirmRemoval = false) => sync.mutate({ id: source.id, confirmRemoval }),
    pause: () => pause.mutate({ id: source.id, isPaused: true }),
    resume: () => pause.mutate({ id: source.id, isPaused: false }),
    stop: run === null ? null : () => cancel.mutate(run.id),
    isPending: sync.isPending || pause.isPending || cancel.isPending,
    problem: error === null ? null : t("sources.refused", { reason: said }),
  };
}
