import { expect, test } from "vitest";
import { z } from "zod";
import { inputFault } from "./input-fault.ts";

const Form = z.strictObject({
  key: z.string().refine((text) => text.startsWith("{"), "This is no key. Paste the whole file."),
  size: z.number().max(10, "at most 10"),
});

function refused(value: unknown) {
  const { error } = Form.safeParse(value);
  if (error === undefined) throw new Error("it was not refused");
  return inputFault(error, { code: "invalid", root: "credential" });
}

test("the first fault is one sentence with one end, and each has the path of its field", () => {
  expect(refused({ key: "x", size: 11 })).toMatchObject({
    code: "invalid",
    message: "Check the field credential.key: This is no key. Paste the whole file.",
    fields: [
      { path: "credential.key", message: "This is no key. Paste the whole file." },
      { path: "credential.size", message: "at most 10" },
    ],
  });
  expect(refused({ key: "{", size: 11 }).message).toBe("Check the field credential.size: at most 10.");
});
