import { describePreprocessor } from "@smartypants/sdk/testing";
import { describe, expect, test } from "vitest";
import { extractWith, outlineOf } from "../testing/extract-text.ts";
import { eml } from "./eml.ts";
import { mbox } from "./mbox.ts";

const HEAD = [
  "From: =?utf-8?q?Ada_L=C3=B6velace?= <ada@example.org>",
  "To: Grace Hopper <grace@example.org>, Team: bob@example.org, eve@example.org;",
  "Cc: carol@example.org",
  "Subject: =?utf-8?b?UHLDvGZ1bmc=?= of the tea",
  "Date: Tue, 02 Jan 2024 10:00:00 +0100",
  "Message-ID: <1@example.org>",
  "MIME-Version: 1.0",
];

function mail(...lines: readonly string[]): Uint8Array {
  return Buffer.from([...HEAD, ...lines, ""].join("\r\n"));
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const WHOLE = mail(
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  'Content-Type: multipart/related; boundary="r"',
  "",
  "--r",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain; charset=iso-8859-1",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "The tea from K=F6ln is good.",
  "",
  "Second paragraph.",
  "--a",
  "Content-Type: text/html",
  "",
  '<p>HTML twin <img src="cid:logo"></p>',
  "--a--",
  "--r",
  "Content-Type: image/png",
  "Content-ID: <logo>",
  "Content-Transfer-Encoding: base64",
  "",
  base64("no picture"),
  "--r--",
  "--m",
  'Content-Type: text/plain; name="../../notes.txt"',
  'Content-Disposition: attachment; filename="../../notes.txt"',
  "Content-Transfer-Encoding: base64",
  "",
  base64("Notes about tea."),
  "--m",
  "Content-Type: message/rfc822",
  "",
  "From: bob@example.org",
  "Subject: Forwarded",
  "Date: Mon, 01 Jan 2024 10:00:00 +0000",
  "Message-ID: <0@example.org>",
  "",
  "The mail before.",
  "--m",
  "Content-Type: application/pkcs7-signature; name=smime.p7s",
  "Content-Transfer-Encoding: base64",
  "",
  base64("signature"),
  "--m--",
);

const BOX = Buffer.from(
  [
    "From ada@example.org Tue Jan  2 10:00:00 2024",
    ...HEAD,
    "",
    "Body one.",
    ">From the start it was good.",
    "",
    "From here on nothing.",
    "",
    "From grace@example.org Tue Jan  2 11:00:00 2024",
    "From: grace@example.org",
    "Subject: Second",
    " mail",
    "",
    "Body two.",
    "",
  ].join("\n"),
);

describePreprocessor("eml", {
  preprocessor: eml,
  samples: [{ name: "tea.eml", bytes: WHOLE, mimeType: "message/rfc822", contains: ["Prüfung of the tea", "Köln", "notes.txt"] }],
});
describePreprocessor("mbox", {
  preprocessor: mbox,
  samples: [{ name: "tea.mbox", bytes: BOX, mimeType: "application/mbox", contains: ["Prüfung of the tea", "Second mail"] }],
});

describe("a mail", () => {
  test("is its subject, who wrote to whom and when, its plain text, and the names of its attachments", async () => {
    const read = await extractWith(eml, WHOLE);
    expect(outlineOf(read)).toEqual([
      "heading1@ Prüfung of the tea",
      "paragraph@ From: Ada Lövelace\nTo: Grace Hopper, bob@example.org, eve@example.org\nCc: carol@example.org\nDate: 2024-01-02 09:00 UTC",
      "paragraph@ The tea from Köln is good.",
      "paragraph@ Second paragraph.",
      "paragraph@ Attachments: notes.txt, attachment-2.eml",
    ]);
    const sentAt = Date.UTC(2024, 0, 2, 9);
    expect(read).toMatchObject({ title: "Prüfung of the tea", authors: ["Ada Lövelace"], createdAt: sentAt, updatedAt: sentAt });
  });

  test("has its attachments as children, without signatures and the pictures in its text", async () => {
    const { children } = await extractWith(eml, WHOLE);
    expect(children?.next).toBeUndefined();
    expect(children?.items.map(({ path }) => path)).toEqual(["notes.txt", "attachment-2.eml"]);
    const [notes, forwarded] = (children?.items ?? []).map(({ content }) =>
      content instanceof Uint8Array ? Buffer.from(content).toString() : "",
    );
    expect(notes).toBe("Notes about tea.");
    expect(outlineOf(await extractWith(eml, Buffer.from(forwarded ?? ""))).slice(0, 1)).toEqual(["heading1@ Forwarded"]);
  });

  test("of HTML alone is read like a page, under its subject", async () => {
    const page =
      "<style>p{}</style><h1>Offer</h1><p>Tea &amp; more</p><table><tr><th>Name</th><th>Price</th></tr><tr><td>Tea</td><td>12</td></tr></table>";
    expect(outlineOf(await extractWith(eml, mail("Content-Type: text/html; charset=utf-8", "", page))).slice(2)).toEqual([
      "heading2@ Offer",
      "paragraph@ Tea & more",
      "table@ [Name | Price] Tea | 12",
    ]);
  });

  test("that is sealed says so; one without text is its subject", async () => {
    const sealed = mail('Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x', "", "--x--");
    await expect(extractWith(eml, sealed)).rejects.toMatchObject({ code: "encrypted", message: expect.stringContaining("decrypted") });
    const smime = mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "", "xx");
    await expect(extractWith(eml, smime)).rejects.toMatchObject({ code: "encrypted" });
    expect(outlineOf(await extractWith(eml, mail("", "")))).toHaveLength(2);
    await expect(extractWith(eml, Buffer.from("\r\n\r\n"))).rejects.toMatchObject({ code: "empty" });
  });

  test("with more attachments than are read is refused with the numbers", async () => {
    const part = "--m\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n";
    const many = mail("Content-Type: multipart/mixed; boundary=m", "", `${part.repeat(1_001)}--m--`);
    await expect(extractWith(eml, many)).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("1,001 attachments; the limit is 1,000"),
    });
  });
});

describe("a mailbox", () => {
  test("lists its mails, each a child that is a mail again", async () => {
    const read = await extractWith(mbox, BOX);
    expect(outlineOf(read)).toEqual([
      "list@message=1 Prüfung of the tea | Ada Lövelace <ada@example.org> | Tue, 02 Jan 2024 10:00:00 +0100",
      "list@message=2 Second mail | grace@example.org",
    ]);
    expect(read.children?.items.map(({ path }) => path)).toEqual(["message-00001.eml", "message-00002.eml"]);
    const [first] = read.children?.items ?? [];
    const inner = await extractWith(eml, first?.content instanceof Uint8Array ? first.content : "");
    const text = outlineOf(inner).join("\n");
    expect(text).toContain("Body one.\nFrom the start it was good.");
    expect(text).toContain("From here on nothing.");
  });

  test("without dividing lines is damaged", async () => {
    await expect(extractWith(mbox, Buffer.from("Subject: x\n\nNo mailbox."))).rejects.toMatchObject({ code: "corrupt" });
  });
});
