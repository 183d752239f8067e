import { expect } from "vitest";
import type { DatabaseRule } from "./under-test.ts";

export const RECORD_RULES: readonly DatabaseRule[] = [
  {
    title: "settings keep any JSON value, and the latest one",
    async check({ database: { settings } }) {
      expect(await settings.get("a")).toBeUndefined();
      for (const value of [{ deep: [1, "zwei \u{1F600}", null] }, 0, false, "", null]) {
        await settings.set("a", value, "ada", 1);
        expect(await settings.get("a")).toEqual(value);
      }
      await settings.set("B", 2, null, 1);
      expect(await settings.all()).toHaveLength(2);
      expect(new Map((await settings.all()).map(({ key, value }) => [key, value]))).toEqual(
        new Map<string, unknown>([
          ["a", null],
          ["B", 2],
        ]),
      );
    },
  },
  {
    title: "the audit is read from the latest on, in pages",
    async check({ database: { records } }) {
      const event = { at: 5, actorId: "ada", action: "source.delete", objectType: "source", requestId: null };
      for (const id of ["1", "2", "3"]) await records.audit({ ...event, id, objectId: id === "2" ? null : id, detail: { documents: 7 } });
      const page = await records.auditEvents(null, 2);
      expect(page).toEqual([
        { ...event, id: "3", objectId: "3", detail: { documents: 7 } },
        { ...event, id: "2", objectId: null, detail: { documents: 7 } },
      ]);
      expect((await records.auditEvents("2", 2)).map((each) => each.id)).toEqual(["1"]);
    },
  },
  {
    title: "the audit can be narrowed to who, what and on what, and each narrows further",
    async check({ database: { records } }) {
      const event = { at: 5, detail: {}, requestId: null };
      await records.audit({ ...event, id: "1", actorId: "ada", action: "source.delete", objectType: "source", objectId: "s" });
      await records.audit({ ...event, id: "2", actorId: "ada", action: "source.update", objectType: "source", objectId: "t" });
      await records.audit({ ...event, id: "3", actorId: "grace", action: "user.update", objectType: "user", objectId: "s" });
      const ids = async (filter: Parameters<typeof records.auditEvents>[2]) =>
        (await records.auditEvents(null, 9, filter)).map(({ id }) => id);
      expect(await ids({ actorId: "ada" })).toEqual(["2", "1"]);
      expect(await ids({ objectType: "source", action: "source.update" })).toEqual(["2"]);
      expect(await ids({ objectId: "s" })).toEqual(["3", "1"]);
      expect(await ids({ objectId: "s", actorId: "grace" })).toEqual(["3"]);
      expect((await records.auditEvents("2", 9, { actorId: "ada" })).map(({ id }) => id)).toEqual(["1"]);
    },
  },
  {
    title: "an idempotency key lets the first request through, holds the second back and then gives it the same answer",
    async check({ database: { records } }) {
      const reserve = (user: string, key: string, hash: string) => records.reserveIdempotency(user, key, hash, 1);
      expect(await reserve("ada", "k", "h")).toBeNull();
      await expect(reserve("ada", "k", "h")).rejects.toMatchObject({ code: "conflict", retryAfterMs: expect.any(Number) });
      await expect(reserve("ada", "k", "other")).rejects.toMatchObject({ code: "conflict" });
      expect(await reserve("grace", "k", "other"), "another person's key").toBeNull();
      const answer = { status: 202, body: '{"id":"ä"}' };
      await records.completeIdempotency("ada", "k", answer);
      expect(await reserve("ada", "k", "h")).toEqual(answer);
      await expect(reserve("ada", "k", "other")).rejects.toMatchObject({ code: "conflict" });
    },
  },
  {
    title: "a request that failed frees its key, and old keys are swept",
    async check({ database: { records } }) {
      await records.reserveIdempotency("ada", "k", "h", 1);
      await records.completeIdempotency("ada", "k", null);
      expect(await records.reserveIdempotency("ada", "k", "other", 100)).toBeNull();
      await records.completeIdempotency("ada", "k", { status: 204, body: "" });
      expect(await records.reserveIdempotency("ada", "k", "other", 100), "an empty body is an answer").toEqual({ status: 204, body: "" });
      expect(await records.sweepIdempotency(100)).toBe(0);
      expect(await records.sweepIdempotency(101)).toBe(1);
      expect(await records.reserveIdempotency("ada", "k", "third", 200)).toBeNull();
    },
  },
  {
    // A server that was killed must neither hold a key back for a day nor do a write twice without a word.
    title: "a key whose request was lost with its process is told as lost, and one may resume it",
    async check({ database: { records } }) {
      const reserve = () => records.reserveIdempotency("ada", "k", "h", 1);
      const answer = { status: 201, body: "{}" };
      await records.reserveIdempotency("ada", "done", "h", 1);
      await records.completeIdempotency("ada", "done", answer);
      await reserve();
      await records.loseIdempotency();
      expect(await records.reserveIdempotency("ada", "done", "h", 1)).toEqual(answer);
      await expect(records.reserveIdempotency("ada", "k", "other", 1)).rejects.toMatchObject({ code: "conflict" });
      expect([await reserve(), await reserve()]).toEqual(["lost", "lost"]);
      await records.resumeIdempotency("ada", "k");
      await expect(records.resumeIdempotency("ada", "k")).rejects.toMatchObject({ code: "conflict" });
      await expect(reserve()).rejects.toMatchObject({ code: "conflict" });
      await records.completeIdempotency("ada", "k", answer);
      expect(await reserve()).toEqual(answer);
    },
  },
  {
    title: "of many who bring the same key at once one goes on",
    async check({ database, other }) {
      const tries = Array.from({ length: 10 }, (_, at) =>
        (at % 2 === 0 ? database : other).records.reserveIdempotency("ada", "k", "h", 1).then(
          () => "on",
          (error: { code?: string }) => error.code ?? "unknown",
        ),
      );
      expect((await Promise.all(tries)).toSorted()).toEqual([...Array.from({ length: 9 }, () => "conflict"), "on"]);
    },
  },
];
