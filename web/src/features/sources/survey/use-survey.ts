import type { SourceSurvey } from "@smartypants/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { startMutation, stopMutation, type SurveyStart, surveyQuery } from "./queries.ts";

export interface Surveying {
  readonly start: (input: SurveyStart) => void;
  readonly stop: () => void;
  /** The newest one, as far as it has come. */
  readonly survey: SourceSurvey | undefined;
  readonly isStarting: boolean;
  readonly error: Error | null;
}

/** One survey at a time; the last one is stopped when the page is left. `onRenewed` hears of a credential that works in the place of the one given. */
export function useSurvey(onRenewed: (handle: string) => void): Surveying {
  const queryClient = useQueryClient();
  const {
    mutate,
    data: started,
    isPending,
    error,
  } = useMutation({
    ...startMutation,
    onSuccess: (survey) => queryClient.setQueryData(["survey", survey.id], survey),
  });
  const { mutate: stop } = useMutation(stopMutation);
  const id = started?.id;
  const { data, error: lost } = useQuery({ ...surveyQuery(id ?? ""), enabled: id !== undefined });
  const survey = data ?? started;
  const running = useRef<string | null>(null);
  useEffect(() => {
    running.current = survey?.state === "running" ? survey.id : null;
  });
  useEffect(
    () => () => {
      if (running.current !== null) stop(running.current);
    },
    [stop],
  );
  const handle = survey?.credentialHandle ?? null;
  useEffect(() => {
    if (handle !== null) onRenewed(handle);
    // Once for each.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [handle]);
  return {
    start: mutate,
    stop: useCallback(() => {
      if (running.current !== null)
        stop(running.current, { onSettled: () => void queryClient.invalidateQueries({ queryKey: ["survey"] }) });
    }, [stop, queryClient]),
    survey,
    isStarting: isPending,
    error: error ?? lost,
  };
}
