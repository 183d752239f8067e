import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isApiError, toApiError } from "../../app/api.ts";
import { followRun } from "./follow-run.ts";
import { type LiveAnswer, NOTHING_YET, withEvent } from "./live-answer.ts";
import { CONVERSATION_LISTS, conversationQuery, openRunEvents } from "./queries.ts";

interface Run {
  readonly runId: string;
  readonly conversationId: string;
}

/** Follows a run that is being made. The run lives at the server: whoever comes back, in whatever tab, is shown it from its beginning. */
export function useRun({ runId, conversationId }: Run): LiveAnswer {
  const queryClient = useQueryClient();
  const [answer, setAnswer] = useState(NOTHING_YET);
  useEffect(() => {
    const controller = new AbortController();
    setAnswer(NOTHING_YET);
    followRun({
      signal: controller.signal,
      open: (after, signal) => openRunEvents(runId, after, signal),
      onConnection: (isConnected) => setAnswer((before) => ({ ...before, isConnected })),
      onEvents: (events) => {
        const now = Date.now();
        setAnswer((before) => events.reduce((each, event) => withEvent(each, event, now), before));
        if (!events.some(({ type }) => type === "done")) return;
        void queryClient.invalidateQueries({ queryKey: conversationQuery(conversationId).queryKey });
        void queryClient.invalidateQueries({ queryKey: CONVERSATION_LISTS });
      },
    }).catch((error: unknown) => {
      const { code, message } = isApiError(error) ? error : toApiError(error, undefined);
      setAnswer((before) => ({ ...before, error: { code, message } }));
    });
    return () => controller.abort();
  }, [runId, conversationId, queryClient]);
  return answer;
}
