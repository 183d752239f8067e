import { expect, onTestFinished, test } from "vitest";
import { endLostWork, type Ports } from "@smartypants/core";
import { openTestServer } from "../testing/open-test-server.ts";

// A key promises that a write happens once; a server that died cannot know whether it did.
test("a request that was lost with its server is neither repeated by its key nor said to be still under way", async () => {
  let isHanging = true;
  const hang = ({ database }: Ports): Partial<Ports> => ({
    database: { ...database, transaction: (work) => (isHanging ? new Promise(() => {}) : database.transaction(work)) },
  });
  const server = await openTestServer({ replace: hang });
  onTestFinished(() => server.close());
  const { admin, ports } = server;
  const post = (name: string, key: string) =>
    server.call<{ readonly code?: string; readonly detail?: string }>(admin, "POST /api/v1/groups", {
      json: { name },
      headers: { "idempotency-key": key },
    });
  // One of them goes on, and hangs.
  const again = await Promise.race([post("herons", "one"), post("herons", "one")]);
  expect(again.body.detail).toContain("still under way");
  // As the next start does.
  isHanging = false;
  await endLostWork(ports);
  const lost = await post("herons", "one");
  expect([lost.status, lost.body.code]).toEqual([409, "conflict"]);
  expect(lost.body.detail).toContain("new key");
  expect((await post("herons", "two")).status).toBe(201);
  expect((await post("herons", "two")).status).toBe(201);
});
