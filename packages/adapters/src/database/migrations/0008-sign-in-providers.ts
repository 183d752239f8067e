import { type Migration, runDdl } from "./types.ts";

/**
 * Identity providers, who is known to them, what they vouch for, and sign-ins under way. Whatever an identity gives goes with it: addresses and
 * memberships by reference.
 */
export const signInProviders: Migration = {
  name: "0008-sign-in-providers",
  up: (db, engine) => runDdl(db, engine, TABLES),
};

const TABLES = `
create table sign_in_provider (
  id text primary key, preset text not null, name text not null, issuer text not null unique, client_id text not null, sealed text,
  last_four text not null default '', scopes text not null, domains text not null default '[]', workspace text, groups_claim text,
  mappings text not null default '[]', proves_addresses int not null default 0, auto_create int not null default 0,
  auto_link int not null default 0, enabled int not null default 0, created_by text not null, created_at int not null, updated_at int not null);
create table linked_identity (
  id text primary key, user_id text not null references user_profile(id) on delete cascade,
  provider_id text not null references sign_in_provider(id) on delete cascade, issuer text not null, subject text not null,
  label text not null default '', granted_role text, created_at int not null, last_used_at int not null, unique (issuer, subject));
create index linked_identity_user on linked_identity(user_id);
create index linked_identity_provider on linked_identity(provider_id);
create table verified_address (
  identity_id text not null references linked_identity(id) on delete cascade, address text not null, domain text not null,
  verified_at int not null, primary key (identity_id, address));
create index verified_address_address on verified_address(address);
create table sign_in_journey (
  state_hash text primary key, provider_id text not null references sign_in_provider(id) on delete cascade, browser_hash text not null,
  sealed text not null, expires_at int not null);
create index sign_in_journey_expires on sign_in_journey(expires_at);
alter table group_member add column identity_id text references linked_identity(id) on delete cascade;
create index group_member_identity on group_member(identity_id) where identity_id is not null;
`;
