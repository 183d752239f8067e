import "./ui/base.css";
import "@mantine/core/styles.layer.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./app/query-client.ts";
import { startServiceWorker } from "./app/new-version.ts";
import { Direction } from "./app/direction.tsx";
import { createAppRouter } from "./app/router.ts";
import { sessionQuery } from "./features/auth/queries.ts";
import { startI18n } from "./i18n/start-i18n.ts";
import { Toaster } from "./ui/toaster.tsx";
import { cssVariables } from "./ui/theme/tokens.ts";
import { theme } from "./ui/theme/theme.ts";

const queryClient = createQueryClient(() => {
  // The guard of the shell asks again and leads to the sign-in page.
  queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
  void router.invalidate();
});
const router = createAppRouter(queryClient);

startServiceWorker();
await startI18n();

const root = document.querySelector("#root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Direction>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <Toaster />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </Direction>
  </StrictMode>,
);
