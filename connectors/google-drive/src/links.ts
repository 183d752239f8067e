const ID = /^[\w-]{10,}$/;
const HOSTS = new Set(["drive.google.com", "docs.google.com", "sheets.google.com", "slides.google.com"]);
/** `/file/d/<id>`, `/document/u/0/d/<id>/edit`, `/drive/u/1/folders/<id>`, `/a/acme.example/spreadsheets/d/<id>`. */
const IN_PATH = /\/(?:d|folders)\/(?!e\/)([\w-]{10,})(?:\/|$)/;

/** The id that a link of Drive or of its editors names; null for any other link. */
export function idOfLink(link: string): string | null {
  if (!URL.canParse(link)) return null;
  const { protocol, hostname, pathname, searchParams } = new URL(link);
  if (!["https:", "http:"].includes(protocol) || !HOSTS.has(hostname)) return null;
  const id = IN_PATH.exec(pathname)?.[1] ?? searchParams.get("id");
  return id !== null && ID.test(id) ? id : null;
}

/** What an operator entered for a folder or drive: its link or its id. Text that is neither stays as it is, and is found nowhere. */
export function idOfReference(reference: string): string {
  return idOfLink(reference) ?? reference;
}
