import { type Migration, runDdl } from "./types.ts";

/** Endpoints that are told of events, and the log of what was sent to them. */
export const webhooks: Migration = {
  name: "0006-webhooks",
  up: (db, engine) => runDdl(db, engine, WEBHOOKS),
};

const WEBHOOKS = `
create table webhook (
  id text primary key, url text not null, description text not null default '', events text not null, enabled int not null default 1, sealed text not null,
  disabled_reason text, active_since int not null, failing_since int, last_failure_at int,
  created_by text not null, created_at int not null, updated_at int not null);
create table webhook_delivery (
  id text primary key, webhook_id text not null references webhook(id) on delete cascade, event_key text not null, type text not null, body text not null,
  state text not null, attempts int not null default 0, next_attempt_at int, status int, error text, duration_ms int, created_at int not null, finished_at int);
create unique index webhook_delivery_event on webhook_delivery(webhook_id, event_key);
create index webhook_delivery_key on webhook_delivery(event_key);
create index webhook_delivery_created on webhook_delivery(created_at);
create index run_finished on run(finished_at) where finished_at is not null;
create index sync_run_finished on sync_run(finished_at) where finished_at is not null;
create index sync_item_failed on sync_item(updated_at) where state = 'failed';
`;
