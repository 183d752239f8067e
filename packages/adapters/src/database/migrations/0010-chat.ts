import { type Migration, runDdl } from "./types.ts";

/** Conversations that are pinned, temporary or have a model of their own; files attached to one; searches kept by name. */
export const chat: Migration = {
  name: "0010-chat",
  up: (db, engine) => runDdl(db, engine, CHAT),
};

const CHAT = `
alter table conversation add column pinned int not null default 0;
alter table conversation add column temporary int not null default 0;
alter table conversation add column model_id text;
create index conversation_temporary on conversation(updated_at) where temporary = 1;
create table attachment (
  document_id text primary key, conversation_id text not null, title text not null, size_bytes int not null, created_at int not null);
create index attachment_conversation on attachment(conversation_id);
create table saved_search (
  id text primary key, user_id text not null, name text not null, query text not null, filters text not null, sort text not null,
  created_at int not null, updated_at int not null);
create index saved_search_user on saved_search(user_id, created_at);
`;
