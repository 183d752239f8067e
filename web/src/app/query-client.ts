import { QueryCache, QueryClient } from "@tanstack/react-query";
import { isApiError } from "./api.ts";

const RETRIES = 2;

/** `onSignedOut` is told when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isApiError(error) && error.status === 401) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // What was refused is refused again; only what did not answer is asked once more.
        retry: (failures, error) => failures < RETRIES && isApiError(error) && (error.status === 0 || error.status >= 502),
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}
