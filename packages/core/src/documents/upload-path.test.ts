import { expect, test } from "vitest";
import { leftOutReason, pathOf, readFolderPath, readUploadPath } from "./upload-path.ts";

test.each([
  ["hr/leave.md", "hr/leave.md"],
  ["leave.md", "leave.md"],
  ["hr\\sub\\leave.md", "hr/sub/leave.md"],
  ["./hr//./leave.md", "hr/leave.md"],
  [" hr /leave.md ", "hr/leave.md"],
  ["h\u0007r/le\nave.md", "hr/leave.md"],
  ["hr/\u202egpj.exe", "hr/gpj.exe"],
  ["Über/café.md".normalize("NFD"), "Über/café.md".normalize("NFC")],
  ["hr/half \ud83d.md", "hr/half \ufffd.md"],
  ["hr/..leave..md", "hr/..leave..md"],
  ["%2e%2e/leave.md", "%2e%2e/leave.md"],
  ["a:b/c.md", "a:b/c.md"],
])("%j is kept as %j", (given, kept) => {
  expect(pathOf(readUploadPath(given))).toBe(kept);
});

test.each([
  ["../leave.md", /cannot go up/],
  ["hr/../../leave.md", /cannot go up/],
  ["hr\\..\\leave.md", /cannot go up/],
  ["hr/.\u0000./leave.md", /cannot go up/],
  ["/etc/passwd", /without the disk or the root/],
  ["\\\\server\\share\\a.md", /without the disk or the root/],
  ["C:\\Users\\ada\\a.md", /without the disk or the root/],
  ["hr/", /ends with a folder/],
  ["", /ends with a folder/],
  ["hr/.", /ends with a folder/],
  [`${"d/".repeat(33)}a.md`, /lies in 33 folders; at most 32/],
  [`hr/${"n".repeat(256)}`, /256 characters; at most 255/],
  [Array.from({ length: 5 }, () => "n".repeat(240)).join("/"), /The path has 1204 characters; at most 1000/],
])("%j is refused with the reason", (given, message) => {
  expect(() => readUploadPath(given, "path.3")).toThrow(
    expect.objectContaining({
      code: "invalid",
      message: expect.stringMatching(message) as unknown,
      fields: [expect.objectContaining({ path: "path.3" })],
    }),
  );
});

test("the longest and the deepest that is kept is kept whole", () => {
  const deep = `${"d/".repeat(32)}a.md`;
  expect(pathOf(readUploadPath(deep))).toBe(deep);
  const long = `${"n".repeat(255)}/${"m".repeat(255)}`;
  expect(pathOf(readUploadPath(long))).toBe(long);
});

test("a folder's path is read by the same rules", () => {
  expect(readFolderPath("hr/people/")).toBe("hr/people");
  expect(() => readFolderPath("../hr")).toThrow(/cannot go up/);
  expect(() => readFolderPath(" ")).toThrow(/Give the folder a name/);
});

test.each([
  ["hr/.DS_Store", /\.DS_Store/],
  ["hr/thumbs.DB", /thumbs\.DB/],
  ["__MACOSX/hr/leave.md", /__MACOSX/],
  [".git/config", /"\.git" is hidden/],
  ["hr/~$leave.docx", /~\$leave\.docx/],
])("%j is left out, and says what of it", (path, reason) => {
  expect(leftOutReason(readUploadPath(path))).toMatch(reason);
});

test("what somebody means is not left out", () => {
  expect(["hr/leave.md", "a.b/c", "…/dots.md", "hr/desktop.ini.md"].map((path) => leftOutReason(readUploadPath(path)))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
