/** Explains the files of an export to whoever opens it. */
export function readmeOf(about: { readonly email: string; readonly at: number; readonly isOwn: boolean }): string {
  const { email, at, isOwn } = about;
  const whose = isOwn ? OWN : BY_ADMINISTRATOR;
  return `What this SmartyPants stores about ${email}
Made on ${new Date(at).toISOString()}.

${whose.trim()}

All files are JSON in UTF-8; times are in UTC.

${ACCOUNT.trim()}
${isOwn ? `${CONTENT.trim()}\n` : ""}
Not in here, because it is not stored: passwords and API keys in clear (only one-way hashes are), and what was searched for.
Not in here either: documents that sources have brought. They belong to the sources; what names a person in them is changed there.
`;
}

const OWN = `
You asked for it yourself, so it holds everything that is yours, and only what you may read today. Where an answer quoted a document that you can no
longer open, the quote is left out: its citation is missing, and the answer says "[hidden: ...]" in its place. An answer that a language model wrote from
such documents is left out as a whole and marked "hidden": true.
`;

const BY_ADMINISTRATOR = `
An administrator made it. Conversations, questions, answers, saved searches, private assistants and private files are their owner's alone and are not in
here; counts.json says how many there are. The person downloads them under Account, "Your data".
`;

const ACCOUNT = `
profile.json          Name, address, role, groups, and when the account was made.
counts.json           How much of each kind is stored.
linked-accounts.json  Accounts at sign-in providers, and the addresses that these vouch for.
sessions.json         Where the person is signed in: network address, browser, times.
api-keys.json         Names, scopes and times of API keys, revoked ones too, as long as they are remembered.
assistants.json       Assistants that are the person's, with their instructions.
collections.json      Collections of documents that are the person's.
prompts.json          Versions of prompt templates that the person wrote.
usage.json            Tokens and costs of language models, by day and by model.
audit.json            What the audit log has about the person: changes they made, and changes to their account.
`;

const CONTENT = `
saved-searches.json   Searches kept by name.
conversations/        One file for each conversation: questions, answers, citations with their quotes, feedback, the names of attached files.
answers.json          Questions and answers outside a conversation, as programs ask with an API key.
files.json            Files that were uploaded or attached; "path": null where one is not in here, because it was never read or can no longer be opened.
files/                The files themselves, as they were uploaded.
`;
