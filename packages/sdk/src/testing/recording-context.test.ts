import { expect, test } from "vitest";
import { recordingContext } from "./recording-context.ts";

const textOf = (body: ReadableStream<Uint8Array>) => new Response(body.pipeThrough(new TransformStream())).text();

test("blobs are kept whole, and refused above the limit", async () => {
  const context = recordingContext({ settings: {}, maxBlobBytes: 5 });
  const ref = await context.blobs.put(new Blob(["hello"]).stream());
  expect(ref.sizeBytes).toBe(5);
  expect(new TextDecoder().decode(context.stored.get(ref.blobId))).toBe("hello");
  await expect(context.blobs.put(new Blob(["hello!"]).stream())).rejects.toMatchObject({ code: "too_large" });
  expect(context.stored.size).toBe(1);
});

test("known answers for stored items only, and offers ids of a change key until they are seen", async () => {
  const known = [
    ["a", { changeKey: "1" }],
    ["b", { changeKey: "1" }],
  ] as const;
  const context = recordingContext({ settings: {}, known });
  expect([...(await context.known(["a", "z"]))]).toEqual([["a", { changeKey: "1" }]]);
  expect((await context.knownByChangeKey(["1", "2"])).get("1")).toEqual(["a", "b"]);
  context.observe({ op: "unchanged", id: "a" });
  context.observe({ op: "touch", id: "c", previousId: "b" });
  expect((await context.knownByChangeKey(["1"])).size).toBe(0);
});

test("recorded answers are replayed in order, the last one for good, and what was not recorded is named", async () => {
  const url = "https://api.example/items";
  const context = recordingContext({
    settings: {},
    http: [
      { url, status: 429, headers: { "retry-after": "1" } },
      { url, body: { items: [1] } },
      { url, method: "POST", body: "made" },
    ],
  });
  expect(await context.http.request({ url })).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  for (let again = 0; again < 2; again++) expect(await textOf((await context.http.request({ url })).body)).toBe('{"items":[1]}');
  expect(await textOf((await context.http.request({ url, method: "POST" })).body)).toBe("made");
  await expect(context.http.request({ url: `${url}/2` })).rejects.toThrow(`no fixture for GET ${url}/2`);
  expect(context.requests.length).toBe(5);
});

test("a credential that was replaced is seen at once, and one that never was is an auth error", async () => {
  const context = recordingContext({ settings: {}, credential: { token: "old" } });
  await context.credentials.update({ token: "new" });
  expect(await context.credentials.get()).toEqual({ token: "new" });
  await expect(recordingContext({ settings: {} }).credentials.get()).rejects.toMatchObject({ code: "auth" });
});

test("log lines and the clock are the test's own", async () => {
  const context = recordingContext({ settings: {}, now: () => 42 });
  context.log("warn", "slow", { ms: 3 });
  expect(context.logs).toEqual([{ level: "warn", message: "slow", fields: { ms: 3 } }]);
  expect(await context.now()).toBe(42);
});
