import type { ConnectorContext } from "@smartypants/sdk";
import type { SlackCredential, SlackSettings } from "./settings.ts";
import type { Ts } from "./timestamps.ts";

export type Context = ConnectorContext<SlackSettings, SlackCredential>;

/** Rows as Slack answers them; only what is read here, and nothing of it is sure to be there. */
export interface RawMessage {
  readonly ts: Ts;
  readonly type?: string;
  readonly subtype?: string;
  readonly user?: string;
  readonly username?: string;
  readonly bot_id?: string;
  readonly bot_profile?: { readonly name?: string };
  readonly text?: string;
  readonly thread_ts?: Ts;
  readonly reply_count?: number;
  readonly latest_reply?: Ts;
  readonly edited?: { readonly ts?: Ts };
  readonly hidden?: boolean;
  readonly blocks?: readonly unknown[];
  readonly attachments?: readonly RawAttachment[];
  readonly files?: readonly RawFile[];
}

export interface RawAttachment {
  readonly title?: string;
  readonly text?: string;
  readonly pretext?: string;
  readonly fallback?: string;
  readonly from_url?: string;
  readonly is_share?: boolean;
  readonly fields?: readonly { readonly title?: string; readonly value?: string }[];
  readonly blocks?: readonly unknown[];
  readonly message_blocks?: readonly unknown[];
}

export interface RawFile {
  readonly id: string;
  readonly name?: string | null;
  readonly title?: string;
  readonly mimetype?: string;
  readonly mode?: string;
  readonly file_access?: string;
  readonly size?: number;
  readonly user?: string;
  readonly created?: number;
  readonly timestamp?: number;
  readonly updated?: number;
  readonly edit_timestamp?: number;
  readonly is_external?: boolean;
  readonly url_private?: string;
  readonly url_private_download?: string;
  readonly permalink?: string;
  readonly channels?: readonly string[];
  readonly groups?: readonly string[];
  readonly ims?: readonly string[];
  readonly shares?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface RawChannel {
  readonly id: string;
  readonly name?: string;
  readonly is_private?: boolean;
  readonly is_group?: boolean;
  readonly is_im?: boolean;
  readonly is_mpim?: boolean;
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
  readonly created?: number;
  readonly user?: string;
  readonly shared_team_ids?: readonly string[];
  readonly internal_team_ids?: readonly string[];
  readonly context_team_id?: string;
  readonly num_members?: number;
}

export interface RawUser {
  readonly id: string;
  readonly team_id?: string;
  readonly name?: string;
  readonly real_name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_email_confirmed?: boolean;
  readonly profile?: { readonly email?: string; readonly real_name?: string; readonly display_name?: string };
  readonly enterprise_user?: { readonly teams?: readonly string[] };
}
