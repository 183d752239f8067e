import { type Migration, runDdl } from "./types.ts";

/** Usage rolled up by day, the erasure of a person under way, and the orders in which old rows are found. */
export const retention: Migration = {
  name: "0017-retention",
  up: (db, engine) => runDdl(db, engine, RETENTION),
};

const RETENTION = `
alter table usage_event add column calls int not null default 1;
create table erasure (
  id text primary key, user_id text, heir_id text not null, counts text not null default '{}', total int not null,
  created_at int not null, finished_at int);
create unique index erasure_user on erasure(user_id) where user_id is not null;
create index conversation_updated on conversation(updated_at) where temporary = 0;
create index usage_event_single on usage_event(at) where kind = 'llm';
`;
