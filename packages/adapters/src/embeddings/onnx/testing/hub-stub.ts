import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface HubStub {
  readonly url: string;
  /** Paths asked for, with the range where one was given. */
  readonly asked: readonly string[];
  /** What the next answers to a file are like; ordinary ones when it is used up. */
  readonly script: ("silent" | "cut" | "stalls" | "whole" | "damaged" | "refused")[];
  close(): Promise<void>;
}

const REVISION = "c0ffee0c0ffee";

/** A hub on this machine with the files of one repository; the first file is kept as the hub keeps large ones. */
export async function startHubStub(repository: string, files: ReadonlyMap<string, Uint8Array>, port = 0): Promise<HubStub> {
  const asked: string[] = [];
  const script: HubStub["script"] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? "";
    asked.push(path + (request.headers.range === undefined ? "" : ` ${request.headers.range}`));
    const name = path.split(`/${repository}/resolve/${REVISION}/`)[1];
    if (path === `/api/models/${repository}/revision/main`) response.end(JSON.stringify({ sha: REVISION }));
    else if (path.startsWith(`/api/models/${repository}/tree/${REVISION}`)) response.end(JSON.stringify(listing(files)));
    else sendFile(response, files.get(name ?? ""), { behaviour: script.shift(), range: request.headers.range });
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    asked,
    script,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Manner {
  readonly behaviour: HubStub["script"][number] | undefined;
  readonly range: string | undefined;
}

function sendFile(response: ServerResponse, content: Uint8Array | undefined, { behaviour, range }: Manner): void {
  if (behaviour === "silent") return;
  if (content === undefined || behaviour === "refused") return void response.writeHead(content === undefined ? 404 : 503).end();
  const from = behaviour === "whole" || range === undefined ? 0 : Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
  const headers = from === 0 ? {} : { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  response.writeHead(from === 0 ? 200 : 206, { ...headers, "content-length": content.length - from });
  const bytes = behaviour === "damaged" ? content.map((byte) => byte ^ 1) : content;
  if (behaviour !== "cut" && behaviour !== "stalls") return void response.end(bytes.subarray(from));
  response.write(bytes.subarray(from, from + Math.floor((content.length - from) / 2)), () => {
    if (behaviour === "cut") response.destroy();
  });
}

function listing(files: ReadonlyMap<string, Uint8Array>): object[] {
  return [...files].map(([path, content], at) => {
    const oid = createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
    const lfs = { oid: createHash("sha256").update(content).digest("hex"), size: content.length, pointerSize: 130 };
    return { type: "file", path, size: content.length, oid: at === 0 ? "of the pointer" : oid, ...(at === 0 && { lfs }) };
  });
}
