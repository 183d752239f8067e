import { SmartyError } from "@smartypants/sdk";

/** From most to least: each role may do what those after it may. */
export const ROLES = ["admin", "editor", "member", "viewer"] as const;

export type Role = (typeof ROLES)[number];

/** What a key may be used for; `all` is everything its owner may do. */
export const SCOPES = ["all", "search", "ask", "documents", "upload"] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks. A key acts as its owner. Content follows ACLs whatever the role. */
export interface Actor {
  readonly userId: string;
  readonly role: Role;
  readonly email: string;
  readonly name: string;
  /** Null: the address is not verified, so it gives no `user:` or `domain:` principal. */
  readonly verifiedAt: number | null;
  readonly via: "session" | "key" | "operator";
  readonly scopes: readonly Scope[];
  /** Set with `via: "key"`: budgets and usage are kept by key. */
  readonly apiKeyId?: string;
  /** Set where one conversation is asked in or read: its attachments can be read besides. Of another's conversation it gives nothing. */
  readonly conversationId?: string;
}

/** The actor with what is attached to a conversation of theirs. */
export function inConversation(actor: Actor, conversationId: string | null): Actor {
  const { conversationId: _before, ...rest } = actor;
  return conversationId === null ? rest : { ...rest, conversationId };
}

/** Names the one conversation in which an attachment can be read. No source can give it, for it is no principal of theirs. */
export function conversationPrincipal(conversationId: string): string {
  return `conversation:${conversationId}`;
}

export function hasRole(actor: Pick<Actor, "role">, needed: Role): boolean {
  return ROLES.indexOf(actor.role) <= ROLES.indexOf(needed);
}

/** Throws `forbidden` for an actor below `needed`. */
export function requireRole(actor: Pick<Actor, "role">, needed: Role): void {
  if (!hasRole(actor, needed)) throw new SmartyError("forbidden", `This needs the role "${needed}" or higher. Ask an administrator.`);
}
