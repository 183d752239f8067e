import { isPrincipal, SmartyError } from "@smartypants/sdk";

const LONGEST = 254;

/** The form in which addresses are stored and compared. Throws `invalid` for what is none. */
export function normalizeEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > LONGEST || !isPrincipal(`user:${email}`)) {
    throw new SmartyError("invalid", "This is not an e-mail address. Write it like ada@example.org.", {
      fields: [{ path: "email", message: "not an e-mail address" }],
    });
  }
  return email;
}
