import { definePreprocessor, SmartyError } from "@smartypants/sdk";
import { childPage, MAX_CHILD_BYTES, refuseTooMany } from "../archive/child-page.ts";
import { finishExtracted } from "../finish-extracted.ts";
import { readMail } from "./read-mail.ts";

const EMPTY = "This mail holds neither head lines nor text. Save it again from the mail program.";

/** One mail: its subject, who wrote it to whom and when, its body as text. Attachments are documents of their own. */
export const eml = definePreprocessor({
  id: "eml",
  version: 1,
  mimeTypes: ["message/rfc822"],
  isolated: true,
  async extract({ bytes, childrenFrom = 0 }) {
    if (bytes.length === 0) throw new SmartyError("empty", EMPTY);
    const mail = await readMail(bytes);
    if (mail.blocks.slice(1).every((block) => block.text === "") && mail.subject === "") throw new SmartyError("empty", EMPTY);
    refuseTooMany(mail.attachments.length, "attachments");
    const children = await childPage(
      mail.attachments,
      childrenFrom,
      (attachment) => {
        if (attachment.content.length <= MAX_CHILD_BYTES) return attachment;
        throw new SmartyError("too_large", `This attachment is larger than ${MAX_CHILD_BYTES / 1024 / 1024} MB. Upload it by itself.`);
      },
      (attachment) => attachment.path,
    );
    const { subject, authors, sentAt } = mail;
    return finishExtracted(
      {
        blocks: mail.blocks,
        title: subject,
        authors,
        ...(sentAt !== undefined && { createdAt: sentAt, updatedAt: sentAt }),
        ...(mail.attachments.length > 0 && { children }),
      },
      EMPTY,
    );
  },
});
