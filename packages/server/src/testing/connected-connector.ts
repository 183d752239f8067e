import {
  type CheckResult,
  type Choice,
  type ConnectorContext,
  defineConnector,
  type GroupOp,
  type InventoryOp,
  type LiveHint,
  type SourceDocument,
  type SyncOp,
  type WebhookAnswer,
} from "@smartypants/sdk";
import { z } from "zod";

const Settings = z.looseObject({ apiBaseUrl: z.string().optional() });
const Credential = z.strictObject({
  account: z.string().default("acme"),
  token: z.string().min(3).meta({ writeOnly: true }),
  clientSecret: z.string().optional().meta({ writeOnly: true }),
});

type Context = ConnectorContext<z.output<typeof Settings>, z.output<typeof Credential>>;
type Play<Value> = (context: Context) => AsyncIterable<Value> | Iterable<Value>;

/** What a test may say of a connector that signs in, has groups, an inventory and events. */
export interface ConnectedScript {
  sync: (context: Context, checkpoint: unknown) => AsyncIterable<SyncOp> | Iterable<SyncOp>;
  groups: Play<GroupOp>;
  inventory: (context: Context, checkpoint: unknown) => AsyncIterable<InventoryOp> | Iterable<InventoryOp>;
  check: Play<CheckResult>;
  listen: Play<LiveHint>;
  webhook: (context: Context, body: string, headers: Readonly<Record<string, string>>) => Promise<WebhookAnswer>;
  choices: (context: Context, setting: string, typed: string) => Promise<readonly Choice[]>;
  exchange: (
    context: ConnectorContext<z.output<typeof Settings>>,
    code: string,
    codeVerifier: string,
  ) => Promise<z.output<typeof Credential>>;
  /** What single items are; absent ones are gone. */
  readonly items: Map<string, SourceDocument | Error>;
  /** Ids that were asked for one by one. */
  readonly fetched: string[];
}

/** Nothing happens until a test says so. */
function quietScript(): ConnectedScript {
  return {
    sync: () => [{ op: "done", listed: "everything" }],
    groups: () => [{ op: "end", complete: true }],
    inventory: () => [{ op: "end", complete: true }],
    check: () => [],
    listen: async function* () {},
    webhook: async () => ({ response: { status: 200 }, hints: [] }),
    choices: async () => [],
    exchange: async (_context, code) => ({ account: "acme", token: `token for ${code}` }),
    items: new Map(),
    fetched: [],
  };
}

/** A connector with everything that one can have; each part does what the script says at that moment. */
export function createConnectedConnector(id = "connected") {
  const script = quietScript();
  const connector = defineConnector<z.output<typeof Settings>, z.output<typeof Credential>, unknown>({
    id,
    title: "Connected",
    version: "1.0.0",
    capabilities: { incremental: true, inventory: true, acl: "container", groups: true, live: "webhook", fetchOne: true },
    auth: ["apiKey", "oauth2"],
    settings: Settings,
    credential: Credential,
    checkpoint: z.unknown(),
    oauth: {
      authorizeUrl: ({ client }, { redirectUri, state, codeChallenge }) => {
        const query = new URLSearchParams({
          client_id: String((client as { account?: unknown }).account),
          redirect_uri: redirectUri,
          state,
          code_challenge: codeChallenge,
        });
        return `https://source.example.org/authorize?${query.toString()}`;
      },
      exchange: (context, { code, codeVerifier }) => script.exchange(context, code, codeVerifier),
    },
    guide: (settings, facts) => [
      {
        title: "Make an app",
        text: `For **${typeof settings["apiBaseUrl"] === "string" ? settings["apiBaseUrl"] : "the source"}**.`,
        copy: [{ label: "Redirect address", value: facts.redirectUri }],
      },
    ],
    choices: (context, setting, typed) => script.choices(context, setting, typed),
    check: async function* (context) {
      yield* script.check(context);
    },
    sync: async function* (context, checkpoint) {
      yield* script.sync(context, checkpoint);
    },
    inventory: async function* (context, checkpoint) {
      yield* script.inventory(context, checkpoint);
    },
    syncGroups: async function* (context) {
      yield* script.groups(context);
    },
    listen: async function* (context) {
      yield* script.listen(context);
    },
    fetchOne: async (_context, ref) => {
      script.fetched.push(ref.id);
      const item = script.items.get(ref.id) ?? null;
      if (item instanceof Error) throw item;
      return item;
    },
    webhook: (context, request) => script.webhook(context, new TextDecoder().decode(request.body), request.headers),
  });
  return { connector, script };
}
