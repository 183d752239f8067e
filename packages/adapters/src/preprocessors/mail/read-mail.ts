import { type Block, type ChildDocument, isSmartyError, SmartyError } from "@smartypants/sdk";
import type { Address, Attachment, Email } from "postal-mime";
import { cleanChildPath, createUniquePaths } from "../archive/child-path.ts";
import { oneLine } from "../clean-text.ts";
import { html } from "../html/html.ts";
import { plainTextBlocks } from "../plain-text.ts";

export interface Mail {
  readonly subject: string;
  /** Who it is from, by name where there is one. */
  readonly authors: readonly string[];
  readonly sentAt: number | undefined;
  /** Head lines, then the body, then the names of the attachments. */
  readonly blocks: readonly Block[];
  readonly attachments: readonly MailAttachment[];
}

interface MailAttachment {
  readonly path: string;
  readonly content: Exclude<ChildDocument["content"], { readonly code: unknown }>;
}

/** Throws `encrypted` for a sealed message and `corrupt` for what cannot be taken apart. */
export async function readMail(bytes: Uint8Array): Promise<Mail> {
  const mail = await parse(bytes);
  refuseSealed(mail);
  const subject = oneLine(mail.subject ?? "");
  const sentAt = Date.parse(mail.date ?? "");
  const attachments = attachmentsOf(mail);
  const from = mail.from === undefined ? [] : namesOf([mail.from]);
  const names = attachments.map((attachment) => attachment.path).join(", ");
  return {
    subject,
    authors: from,
    sentAt: Number.isFinite(sentAt) ? sentAt : undefined,
    blocks: [
      { kind: "heading", level: 1, text: subject || "Mail without a subject" },
      { kind: "paragraph", text: headLines(mail, from) },
      ...(await bodyBlocks(mail)),
      { kind: "paragraph", text: names === "" ? "" : `Attachments: ${names}` },
    ],
    attachments,
  };
}

async function parse(bytes: Uint8Array): Promise<Email> {
  const { default: PostalMime } = await import("postal-mime");
  try {
    return await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 100 });
  } catch (error) {
    // The parser is a vendor; it gives up at its own limits.
    throw new SmartyError("corrupt", "This mail is built in a way that cannot be read. Save it again from the mail program, or as PDF.", {
      cause: error,
    });
  }
}

function refuseSealed({ headers }: Email): void {
  const type = headers.find((header) => header.key === "content-type")?.value ?? "";
  const isSealed =
    /^\s*multipart\/encrypted/i.test(type) || (/^\s*application\/(?:x-)?pkcs7-mime/i.test(type) && !/signed-data/i.test(type));
  if (isSealed) throw new SmartyError("encrypted", "This mail is encrypted for its receiver. Save it decrypted from the mail program.");
}

function headLines({ to = [], cc = [], date }: Email, from: readonly string[]): string {
  const line = (name: string, value: string): string[] => (value === "" ? [] : [`${name}: ${value}`]);
  return [
    ...line("From", from.join(", ")),
    ...line("To", namesOf(to).join(", ")),
    ...line("Cc", namesOf(cc).join(", ")),
    ...line("Date", oneLine(date ?? "").replace(/T(\d\d:\d\d):\d\d.*$/, " $1 UTC")),
  ].join("\n");
}

function namesOf(addresses: readonly Address[]): string[] {
  return addresses
    .flatMap((address) => (address.group === undefined ? [address.name || address.address] : namesOf(address.group)))
    .map(oneLine)
    .filter((name) => name !== "");
}

/** The plain text where there is one: it is what the sender's program made of the other, without the decoration. */
async function bodyBlocks(mail: Email): Promise<readonly Block[]> {
  const text = (mail.text ?? "").replaceAll(/\r\n?/g, "\n");
  if (text.trim() !== "") return plainTextBlocks(text).map(({ anchor: _line, ...block }) => block);
  if ((mail.html ?? "").trim() === "") return [];
  const bytes = new TextEncoder().encode(`<meta charset="utf-8">${mail.html}`);
  try {
    const { blocks } = await html.extract({ bytes, mimeType: "text/html", filename: "body.html", signal: new AbortController().signal });
    return blocks.map(({ anchor: _place, ...block }) =>
      block.kind === "heading" ? { ...block, level: Math.min(6, (block.level ?? 1) + 1) } : block,
    );
  } catch (error) {
    // A body of pictures alone; the subject and the attachments are there all the same.
    if (isSmartyError(error) && error.code === "empty") return [];
    throw error;
  }
}

const ENDINGS: Readonly<Record<string, string>> = {
  "message/rfc822": "eml",
  "text/plain": "txt",
  "text/html": "html",
  "text/calendar": "ics",
  "text/csv": "csv",
  "application/pdf": "pdf",
  "application/zip": "zip",
};

/** Without signatures, and without the pictures that the body shows. */
function attachmentsOf(mail: Email): readonly MailAttachment[] {
  const unique = createUniquePaths();
  return mail.attachments
    .filter((each) => !/^application\/(?:x-)?(?:pkcs7|pgp)-signature$/.test(each.mimeType))
    .filter((each) => !(each.related === true && each.mimeType.startsWith("image/")))
    .map((each, index) => ({ path: unique(fileName(each, index)), content: contentOf(each) }));
}

function fileName({ filename, mimeType }: Attachment, index: number): string {
  // A name is a name: whatever leads to it is not part of it.
  const name = oneLine(cleanChildPath(filename ?? "").replaceAll("/", "_"));
  const ending = ENDINGS[mimeType];
  if (name === "") return `attachment-${index + 1}${ending === undefined ? "" : `.${ending}`}`;
  return mimeType === "message/rfc822" && !/\.eml$/i.test(name) ? `${name}.eml` : name;
}

function contentOf({ content }: Attachment): Uint8Array {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}
