export interface MailPart {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** The source of a mail with attachments; a mail as an attachment makes mails in mails. */
export function mailText(subject: string, text: string, attachments: readonly MailPart[] = []): string {
  const boundary = `part-${subject.length}-${attachments.length}-${subject.replaceAll(/\W/g, "")}`;
  const head = `From: Ada Lovelace <ada@example.org>\r\nTo: grace@example.org\r\nSubject: ${subject}\r\nDate: Tue, 02 Jan 2024 10:00:00 +0000\r\nMessage-ID: <${subject.length}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n`;
  const body = `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`;
  const parts = attachments.map(({ name, content }) => {
    const base64 = Buffer.from(content)
      .toString("base64")
      .replaceAll(/(.{76})/g, "$1\r\n");
    return `Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}`;
  });
  return `${head}\r\n--${boundary}\r\n${[body, ...parts].join(`\r\n--${boundary}\r\n`)}\r\n--${boundary}--\r\n`;
}
