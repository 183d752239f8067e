import { expect, test } from "vitest";
import { killUploads } from "./testing/killed-uploads.ts";
import { tempFolder } from "./testing/temp-folder.ts";

test.each([1, 2, 3, 4])("ten kills during uploads, seed %i: each file is there once and whole", async (seed) => {
  await expect(killUploads({ folder: tempFolder(), seed, kills: 10 })).resolves.toBeUndefined();
});
