/** What vendors' libraries get for a key: the exchange leaves it out and adds the real one, so that no library can log, keep or misdirect it. */
export const NEVER_SENT = "added-on-the-way";
