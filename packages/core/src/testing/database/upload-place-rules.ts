import { expect } from "vitest";
import type { UploadPlace } from "../../ports/database/upload-places.ts";
import { addSource } from "./checks.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./under-test.ts";

const ADA = { sourceId: "u", userId: "ada" };

async function upload({ database, clock }: DatabaseUnderTest, documentId: string, path: string, userId = "ada"): Promise<UploadPlace> {
  const place = { documentId, sourceId: "u", userId, path, blobId: `blob of ${documentId}` };
  await database.transaction(async (tx) => {
    const item = { externalId: documentId, documentId: null, containerExternalId: userId, state: "queued" as const };
    await tx.syncItems.save("u", [item], "upload", clock.now());
    await tx.uploadPlaces.put(place);
  });
  return place;
}

const idsOf = (places: readonly UploadPlace[]): readonly string[] => places.map((place) => place.documentId);

export const UPLOAD_PLACE_RULES: readonly DatabaseRule[] = [
  {
    title: "an upload is found at its path, by its own person alone, and elsewhere when it was put there",
    async check(made) {
      const { uploadPlaces } = made.database;
      await addSource(made, "u", { connector: "upload" });
      const place = await upload(made, "d1", "hr/leave.md");
      await upload(made, "d2", "hr/leave.md", "bob");
      expect(await uploadPlaces.get("d1")).toEqual(place);
      expect([...(await uploadPlaces.at("u", "ada", ["hr/leave.md", "hr/other.md"])).values()]).toEqual([place]);
      await uploadPlaces.put({ ...place, path: "people/leave.md", blobId: "newer" });
      expect(await uploadPlaces.at("u", "ada", ["hr/leave.md"])).toEqual(new Map());
      expect(await uploadPlaces.get("d1")).toEqual({ ...place, path: "people/leave.md", blobId: "newer" });
      expect(idsOf([...(await uploadPlaces.at("u", "bob", ["hr/leave.md"])).values()])).toEqual(["d2"]);
    },
  },
  {
    title: "one path holds one upload of a person",
    async check(made) {
      await addSource(made, "u", { connector: "upload" });
      await upload(made, "d1", "hr/leave.md");
      await expect(upload(made, "d2", "hr/leave.md")).rejects.toMatchObject({ code: "conflict" });
      expect(await made.database.uploadPlaces.get("d2")).toBeNull();
    },
  },
  {
    title: "what lies below a folder comes in pages: not what is only called alike, nor another's",
    async check(made) {
      const { uploadPlaces } = made.database;
      await addSource(made, "u", { connector: "upload" });
      const paths = ["hr/a.md", "hr/sub/b.md", "hrx/c.md", "HR/d.md", "x/hr/e.md", "🦉_%/f.md", "🦉ab/g.md"];
      for (const [at, path] of paths.entries()) await upload(made, `d${at}`, path);
      await upload(made, "other", "hr/a.md", "bob");
      expect(idsOf(await uploadPlaces.below({ ...ADA, path: "hr" }, "", 10))).toEqual(["d0", "d1"]);
      expect(idsOf(await uploadPlaces.below({ ...ADA, path: "hr" }, "d0", 10))).toEqual(["d1"]);
      expect(idsOf(await uploadPlaces.below({ ...ADA, path: "hr" }, "", 1))).toEqual(["d0"]);
      expect(idsOf(await uploadPlaces.below({ ...ADA, path: "🦉_%" }, "", 10))).toEqual(["d5"]);
    },
  },
  {
    title: "a place goes with its upload's ledger row, and a path of any length has one",
    async check(made) {
      const { uploadPlaces, syncItems } = made.database;
      await addSource(made, "u", { connector: "upload" });
      const long = Array.from({ length: 4 }, (_each, at) => `日${at}`.repeat(120)).join("/");
      await upload(made, "d1", long);
      expect((await uploadPlaces.at("u", "ada", [long])).get(long)?.documentId).toBe("d1");
      await syncItems.remove("u", ["d1"]);
      expect(await uploadPlaces.get("d1")).toBeNull();
      await upload(made, "d2", long);
    },
  },
];
