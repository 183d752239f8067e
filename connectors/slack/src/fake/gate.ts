export type Params = Readonly<Record<string, string>>;

type Check = (value: string) => boolean;

const isText: Check = (value) => value.length > 0 && value.length < 2000;
const isFlag: Check = (value) => ["true", "false", "1", "0"].includes(value);
/** A float that was a ts once has lost its zeros or gained digits. */
const isTs: Check = (value) => /^\d{1,10}\.\d{6}$/.test(value);
const upTo =
  (max: number): Check =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= max;
const isTypes: Check = (value) => value.split(",").every((type) => ["public_channel", "private_channel", "im", "mpim"].includes(type));
const isChannel: Check = (value) => /^[CDG][A-Z0-9]+$/.test(value);

const LISTING = { types: isTypes, exclude_archived: isFlag, limit: upTo(999), cursor: isText, team_id: isText };
const WINDOW = { channel: isChannel, oldest: isTs, latest: isTs, inclusive: isFlag, limit: upTo(999), cursor: isText };

/** Every method that the double knows, with all the parameters that it takes. */
const METHODS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  "apps.connections.open": {},
  "auth.teams.list": { limit: upTo(1000), cursor: isText },
  "auth.test": {},
  "chat.getPermalink": { channel: isChannel, message_ts: isTs },
  "conversations.history": WINDOW,
  "conversations.info": { channel: isChannel, include_num_members: isFlag },
  "conversations.join": { channel: isChannel },
  "conversations.list": LISTING,
  "conversations.members": { channel: isChannel, limit: upTo(999), cursor: isText },
  "conversations.replies": { ...WINDOW, ts: isTs },
  "files.info": { file: isText, limit: upTo(999), cursor: isText },
  "oauth.v2.access": { grant_type: isText, client_id: isText, client_secret: isText, refresh_token: isText },
  "team.info": { team: isText },
  "users.conversations": { ...LISTING, user: isText },
  "users.info": { user: isText },
  "users.list": { limit: upTo(1000), cursor: isText, team_id: isText },
};

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  "chat.getPermalink": ["channel", "message_ts"],
  "conversations.history": ["channel"],
  "conversations.info": ["channel"],
  "conversations.join": ["channel"],
  "conversations.members": ["channel"],
  "conversations.replies": ["channel", "ts"],
  "files.info": ["file"],
  "users.info": ["user"],
};

/** What is wrong with a request, in words; null when nothing is. */
export function faultOf(method: string, params: Params): string | null {
  const known = METHODS[method];
  if (known === undefined) return `unknown method ${method}`;
  for (const [name, value] of Object.entries(params)) {
    const check = known[name];
    if (check === undefined) return `${method}: unknown parameter ${name}`;
    if (!check(value)) return `${method}: ${name}=${value}`;
  }
  const missing = (NEEDED[method] ?? []).find((name) => params[name] === undefined);
  return missing === undefined ? null : `${method}: ${missing} is missing`;
}

export function isMethod(method: string): boolean {
  return METHODS[method] !== undefined;
}
