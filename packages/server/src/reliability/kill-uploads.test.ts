import { expect, test } from "vitest";
import { killUploads } from "./testing/killed-uploads.ts";
import { tempFolder } from "./testing/temp-folder.ts";

// Half an upload is worse than none: it is found, and lacks what it was uploaded for.
test("kill -9 while 50 files are uploaded: asked again with the same key, each is there once and whole", { timeout: 240_000 }, async () => {
  await expect(killUploads({ folder: tempFolder(), seed: 7, kills: 4 })).resolves.toBeUndefined();
});
