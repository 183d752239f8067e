import { type Migration, runDdl } from "./types.ts";

/** The registry of language models, their credentials and what they have been asked. Prices and costs are micro-dollars. */
export const models: Migration = {
  name: "0003-models",
  async up(db, engine) {
    await runDdl(db, engine, REGISTRY);
    await runDdl(db, engine, USAGE);
  },
};

const REGISTRY = `
alter table credential add column name text not null default '';
alter table credential add column last_four text not null default '';
alter table credential add column created_at int not null default 0;
alter table model add column name text not null default '';
alter table model add column model text not null default '';
alter table model add column base_url text;
alter table model add column credential_id text;
alter table model add column context_tokens int;
alter table model add column max_output_tokens int;
alter table model add column input_price int;
alter table model add column output_price int;
alter table model add column enabled int not null default 0;
alter table model add column fallback_order int;
alter table model add column updated_at int not null default 0;
`;

const USAGE = `
alter table usage_event add column api_key_id text;
alter table usage_event add column model_id text;
alter table usage_event add column model text;
alter table usage_event add column purpose text;
alter table usage_event add column input_tokens int not null default 0;
alter table usage_event add column output_tokens int not null default 0;
alter table usage_event add column cost int;
alter table usage_event add column run_id text;
alter table usage_event add column duration_ms int;
alter table usage_event add column outcome text;
create index usage_event_user on usage_event(user_id, at);
create index usage_event_key on usage_event(api_key_id, at) where api_key_id is not null;
create index usage_event_spent on usage_event(at, input_tokens, output_tokens, cost) where model_id is not null;
`;
