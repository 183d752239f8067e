import type { ChildDocument, Extracted } from "@smartypants/sdk";
import { describePreprocessor } from "@smartypants/sdk/testing";
import { describe, expect, test } from "vitest";
import { extractWith } from "../testing/extract-text.ts";
import { makeZip, makeZipOf } from "../testing/make-zip.ts";
import { cleanChildPath, createUniquePaths } from "./child-path.ts";
import { zip } from "./zip.ts";

const ARCHIVE = makeZip({
  "docs/": "",
  "docs/leave.md": "# Leave",
  "notes.txt": "Some notes.",
  "__MACOSX/._notes.txt": "litter",
  ".DS_Store": "litter",
});

describePreprocessor("zip", {
  preprocessor: zip,
  samples: [{ name: "docs.zip", bytes: ARCHIVE, mimeType: "application/zip", contains: ["docs/leave.md", "notes.txt"] }],
});

/** Children as `path: text`, or `path! code`. */
function shown({ children }: Extracted): string[] {
  return (children?.items ?? []).map(({ path, content }) =>
    content instanceof Uint8Array ? `${path}: ${Buffer.from(content).toString()}` : `${path}! ${content.code}`,
  );
}

async function allPages(bytes: Uint8Array): Promise<ChildDocument[]> {
  const all: ChildDocument[] = [];
  const signal = new AbortController().signal;
  for (let childrenFrom: number | undefined = 0; childrenFrom !== undefined;) {
    const read: Extracted = await zip.extract({ bytes, mimeType: "application/zip", filename: "a.zip", childrenFrom, signal });
    all.push(...(read.children?.items ?? []));
    childrenFrom = read.children?.next;
  }
  return all;
}

describe("an archive", () => {
  test("lists its files, and each is a child with its bytes; folders and litter are not", async () => {
    const read = await extractWith(zip, ARCHIVE);
    expect(read.blocks).toEqual([
      { kind: "list", text: "docs/leave.md" },
      { kind: "list", text: "notes.txt" },
    ]);
    expect(shown(read)).toEqual(["docs/leave.md: # Leave", "notes.txt: Some notes."]);
  });

  // Entry names are input of whoever made the archive: none of them may look like a way out.
  test("cleans names that lead elsewhere, and keeps two of the same apart", async () => {
    const read = await extractWith(
      zip,
      makeZipOf([
        ["../../etc/passwd", "one"],
        ["/absolute.txt", "two"],
        ["C:\\Windows\\system.ini", "three"],
        ["a/./b//c.txt", "four"],
        ["same.txt", "five"],
        ["same.txt", "six"],
        ["..", "seven"],
      ]),
    );
    expect(shown(read)).toEqual([
      "etc/passwd: one",
      "absolute.txt: two",
      "Windows/system.ini: three",
      "a/b/c.txt: four",
      "same.txt: five",
      "same (2).txt: six",
      "file-7: seven",
    ]);
  });

  test("says of links, locked and huge files why they are not read, and reads the others", async () => {
    const read = await extractWith(
      zip,
      makeZip({
        link: { content: "/etc/passwd", unixMode: 0o120777 },
        "locked.txt": { content: "x", encrypted: true },
        "huge.bin": { content: "x", claimedSize: 65 * 1024 * 1024 },
        "liar.bin": { content: "more than it says", claimedSize: 3 },
        "good.txt": "good",
      }),
    );
    expect(shown(read)).toEqual([
      "link! unsupported",
      "locked.txt! encrypted",
      "huge.bin! too_large",
      "liar.bin! corrupt",
      "good.txt: good",
    ]);
    const reasons = (read.children?.items ?? []).flatMap(({ content }) => (content instanceof Uint8Array ? [] : content.message));
    expect(reasons).toEqual(reasons.map(() => expect.stringMatching(/^[A-Z].*\.$/)));
    expect(JSON.stringify(read.children)).toContain("65 MB; the limit is 64 MB");
  });

  test("gives its children in pages that fit into memory, each once", async () => {
    const many = Object.fromEntries(Array.from({ length: 230 }, (_, at) => [`n${at}.txt`, `text ${at}`]));
    const large = Object.fromEntries(
      Array.from({ length: 5 }, (_, at) => [`l${at}.bin`, { content: Buffer.alloc(15_000_000, at), stored: true }]),
    );
    const bytes = makeZip({ ...many, ...large });
    const first = await extractWith(zip, bytes);
    expect(first.children).toMatchObject({ next: 100, items: { length: 100 } });
    const all = await allPages(bytes);
    expect(all.map(({ path }) => path)).toEqual([...Object.keys(many), ...Object.keys(large)]);
    const last = await zip.extract({
      bytes,
      mimeType: "application/zip",
      filename: "a",
      childrenFrom: 230,
      signal: new AbortController().signal,
    });
    expect(last.children, "three of fifteen megabytes are more than a page").toMatchObject({ next: 233, items: { length: 3 } });
  });

  test("has limits, which it names", async () => {
    const files = (count: number): Uint8Array => makeZip(Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.txt`, ""])));
    const failing = async (bytes: Uint8Array, message: RegExp): Promise<void> =>
      expect(extractWith(zip, bytes)).rejects.toMatchObject({ code: "too_large", message: expect.stringMatching(message) });
    await failing(files(1_001), /1,001 files; the limit is 1,000/);
    await failing(files(10_001), /10,001 parts; the limit is 10,000/);
    await failing(makeZip({ "bomb.txt": Buffer.alloc(40 * 1024 * 1024) }), /200 times its size/);
    const stored = { content: "x", claimedSize: 60 * 1024 * 1024 };
    const padding = { content: Buffer.alloc(3_000_000), stored: true };
    await failing(makeZip({ padding, a: stored, b: stored, c: stored, d: stored }), /more than 200 MB/);
  });

  test("without files, cut off or no archive at all is refused in words", async () => {
    await expect(extractWith(zip, makeZip({ "folder/": "" }))).rejects.toMatchObject({ code: "empty" });
    await expect(extractWith(zip, ARCHIVE.subarray(0, 100))).rejects.toMatchObject({ code: "corrupt" });
    await expect(extractWith(zip, Buffer.from("no archive"))).rejects.toMatchObject({ code: "corrupt" });
  });
});

test("paths are short, whole and without control characters", () => {
  expect(cleanChildPath(`a\u0000b\n/${"x".repeat(300)}.txt`)).toBe(`ab/${"x".repeat(196)}.txt`);
  expect(cleanChildPath(Array.from({ length: 50 }, () => "folder-name-here").join("/")).length).toBeLessThanOrEqual(500);
  expect(cleanChildPath("\uD83D/half.txt").isWellFormed()).toBe(true);
  const unique = createUniquePaths();
  expect(["a.txt", "a.txt", "a (2).txt", "b/a", "b/a"].map(unique)).toEqual(["a.txt", "a (2).txt", "a (2) (2).txt", "b/a", "b/a (2)"]);
});
