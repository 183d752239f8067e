import type { TestServer } from "../../testing/open-test-server.ts";

/** `fetch` for a client library that reaches the application without a socket. */
export function fetchOver({ app }: Pick<TestServer, "app">): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { host } = new URL(request.url);
    // A server gets these from the socket; a Request made by hand has neither.
    request.headers.set("host", host);
    if (request.body !== null && !request.headers.has("content-length")) request.headers.set("transfer-encoding", "chunked");
    return app.fetch(request);
  };
}

export const BASE_URL = "http://localhost:3210";
