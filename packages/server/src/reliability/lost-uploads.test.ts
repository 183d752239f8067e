import { endLostUploads, requestUpload } from "@smartypants/core";
import { expect, onTestFinished, test } from "vitest";
import { openTestServer } from "../testing/open-test-server.ts";

// "Queued" for ever would be a promise that nobody keeps.
test("an upload whose job was given up has failed and says so; one whose job still waits is queued", async () => {
  const server = await openTestServer();
  onTestFinished(() => server.close());
  const { ports, admin } = server;
  const actor = await server.actorOf(admin);
  // Nobody takes jobs here, so that both wait.
  await ports.jobs.stop(0);
  const upload = (filename: string) =>
    requestUpload(ports, actor, { filename, stream: new Blob([`# ${filename}`]).stream() }, { mode: "private" });
  const [lost, waiting] = [await upload("lost.md"), await upload("waiting.md")];
  const job = (await ports.jobs.list({ limit: 10 })).find((each) => each.key === `upload:${lost.documentId}`);
  await ports.jobs.cancel(job?.id ?? "");
  const later = { ...ports, clock: { now: () => ports.clock.now() + 61_000 } };
  const states = async () =>
    Promise.all(
      [lost, waiting].map(
        async ({ documentId }) =>
          (await server.call<{ readonly state: string; readonly reason?: string }>(admin, `GET /api/v1/uploads/${documentId}`)).body,
      ),
    );
  await endLostUploads(ports);
  expect(await states(), "a moment ago is no proof").toMatchObject([{ state: "queued" }, { state: "queued" }]);
  await endLostUploads(later);
  expect(await states()).toMatchObject([{ state: "failed", reason: expect.stringContaining("Upload it again") }, { state: "queued" }]);
});
