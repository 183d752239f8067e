import { type Migration, runDdl } from "./types.ts";

/** What connects a source: its credential with the lease of whoever renews it, sign-ins under way, how fresh its memberships are. */
export const sourceConnections: Migration = {
  name: "0007-source-connections",
  async up(db, engine) {
    await runDdl(db, engine, SOURCES);
    await runDdl(db, engine, CREDENTIALS);
  },
};

const SOURCES = `
alter table source add column groups_synced_at int;
alter table source add column inventory text;
alter table source add column inventoried_at int;
alter table source add column hook_sealed text;
`;

const CREDENTIALS = `
create table source_credential (
  source_id text primary key, sealed text not null, generation int not null default 1, hints text not null default '{}', set_at int not null,
  updated_at int not null, expires_at int, checked_at int, lease_id text, lease_until int not null default 0);
create table credential_draft (
  handle_hash text primary key, user_id text not null, connector text not null, sealed text not null, expires_at int not null);
create index credential_draft_expires on credential_draft(expires_at);
create table oauth_flow (
  state_hash text primary key, user_id text not null, session_id text not null, sealed text not null, expires_at int not null);
create index oauth_flow_expires on oauth_flow(expires_at);
`;
