import { serve, type ServerType } from "@hono/node-server";
import type { TestServer } from "../../testing/open-test-server.ts";

export interface Loopback {
  readonly url: string;
  close(): Promise<void>;
}

/** The application behind a real socket. */
export async function listenOnLoopback({ app }: Pick<TestServer, "app">): Promise<Loopback> {
  const server = await new Promise<ServerType>((resolve) => {
    const made: ServerType = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(made));
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
