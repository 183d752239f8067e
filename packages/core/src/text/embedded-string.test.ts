import { expect, test } from "vitest";
import { embeddedString } from "./embedded-string.ts";

test("headings, header and text stand line under line; what is missing leaves no empty line", () => {
  expect(embeddedString(["Leave", "Parents"], "16 weeks.")).toBe("Leave\nParents\n16 weeks.");
  expect(embeddedString([], "16 weeks.")).toBe("16 weeks.");
  expect(embeddedString(["Pay"], "7 | 100", "Grade | Sum")).toBe("Pay\nGrade | Sum\n7 | 100");
});
