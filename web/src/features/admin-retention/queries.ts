import { getRetention, previewRetention, type Retention, type RetentionPolicy, setRetention, sweepRetention } from "@smartypants/client";
import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../app/api.ts";

const LOOK_MS = 1000;

export const retentionQuery = queryOptions({
  queryKey: ["retention"],
  queryFn: ({ signal }) => unwrap(getRetention({ client, signal })),
  refetchInterval: ({ state }) => (state.data?.isRunning === true ? LOOK_MS : false),
});

/** The answer is what the page shows from then on. */
const shown = {
  onSuccess: (retention: Retention, _variables: unknown, _kept: unknown, { client: cache }: { client: QueryCache }) =>
    void cache.setQueryData(retentionQuery.queryKey, retention),
};

type QueryCache = { setQueryData: (key: typeof retentionQuery.queryKey, data: Retention) => unknown };

export const saveMutation = mutationOptions({ mutationFn: (body: RetentionPolicy) => unwrap(setRetention({ client, body })), ...shown });

export const sweepMutation = mutationOptions({ mutationFn: (_nothing: null) => unwrap(sweepRetention({ client })), ...shown });

export const previewMutation = mutationOptions({ mutationFn: (body: RetentionPolicy) => unwrap(previewRetention({ client, body })) });
