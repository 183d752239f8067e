import { type Migration, runDdl } from "./types.ts";

/**
 * Tables of the sign-in library and links for setting a password. The library wants its own types for times and flags: ISO text and 0 or 1
 * on SQLite, `timestamptz` and `boolean` on Postgres. An account goes when its person goes.
 */
export const auth: Migration = {
  name: "0002-auth",
  async up(db, engine) {
    const types = engine === "sqlite" ? { instant: "text", flag: "int" } : { instant: "timestamptz", flag: "boolean" };
    await runDdl(db, engine, TABLES.replaceAll(/\binstant\b/g, types.instant).replaceAll(/\bflag\b/g, types.flag));
  },
};

const TABLES = `
create table auth_user (
  id text primary key references user_profile(id) on delete cascade, name text not null, email text not null unique,
  email_verified flag not null, image text, created_at instant not null, updated_at instant not null);
create table auth_session (
  id text primary key, expires_at instant not null, token text not null unique, created_at instant not null, updated_at instant not null,
  ip_address text, user_agent text, user_id text not null references auth_user(id) on delete cascade);
create index auth_session_user on auth_session(user_id);
create table auth_account (
  id text primary key, account_id text not null, provider_id text not null,
  user_id text not null references auth_user(id) on delete cascade, access_token text, refresh_token text, id_token text,
  access_token_expires_at instant, refresh_token_expires_at instant, scope text, password text, created_at instant not null,
  updated_at instant not null, unique (provider_id, account_id));
create index auth_account_user on auth_account(user_id);
create table auth_verification (
  id text primary key, identifier text not null, value text not null, expires_at instant not null, created_at instant not null,
  updated_at instant not null);
create index auth_verification_identifier on auth_verification(identifier);
create table auth_rate_limit (id text primary key, key text not null unique, count int not null, last_request int not null);
create table password_link (
  token_hash text primary key, user_id text not null references user_profile(id) on delete cascade, created_by text not null,
  created_at int not null, expires_at int not null);
create index password_link_user on password_link(user_id);
`;
