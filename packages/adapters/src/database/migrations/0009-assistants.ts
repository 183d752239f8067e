import { type Migration, runDdl } from "./types.ts";

/** Collections, assistants and prompts with their versions; questions whose answers are known, and how they were answered. */
export const assistants: Migration = {
  name: "0009-assistants",
  async up(db, engine) {
    await runDdl(db, engine, ASSISTANTS);
    await runDdl(db, engine, EVALUATIONS);
    await runDdl(db, engine, RUNS);
  },
};

const ASSISTANTS = `
create table collection (
  id text primary key, name text not null, description text not null default '', filter text not null, visibility text not null,
  allow text not null default '[]', owner_id text, created_at int not null, updated_at int not null);
create table assistant (
  id text primary key, slug text not null unique, owner_id text, enabled int not null default 1, visibility text not null,
  allow text not null default '[]', version int not null, created_at int not null, updated_at int not null);
create table assistant_version (
  assistant_id text not null references assistant(id) on delete cascade, version int not null, content text not null,
  note text not null default '', author_id text, created_at int not null, primary key (assistant_id, version));
create table prompt (
  id text primary key, kind text not null, name text not null, description text not null default '', version int not null,
  created_at int not null, updated_at int not null);
create table prompt_version (
  prompt_id text not null references prompt(id) on delete cascade, version int not null, text text not null, note text not null default '',
  author_id text, created_at int not null, primary key (prompt_id, version));
`;

const EVALUATIONS = `
create table test_set (
  id text primary key, name text not null, description text not null default '', assistant_id text, collection_id text, created_by text,
  created_at int not null, updated_at int not null);
create table test_question (
  id text primary key, set_id text not null references test_set(id) on delete cascade, position int not null, question text not null,
  documents text not null default '[]', expect_refusal int not null default 0, phrase text);
create index test_question_set on test_question(set_id, position);
create table evaluation (
  id text primary key, set_id text not null references test_set(id) on delete cascade, name text not null, configuration text not null,
  requested_by text not null, acting_user_id text not null, state text not null, total int not null default 0, done int not null default 0,
  cancel int not null default 0, job_id text, metrics text, error_code text, error_message text,
  created_at int not null, started_at int, finished_at int);
create index evaluation_set on evaluation(set_id);
create table evaluation_result (
  evaluation_id text not null references evaluation(id) on delete cascade, position int not null, result text not null,
  primary key (evaluation_id, position));
`;

const RUNS = `
alter table run add column assistant_id text;
alter table run add column assistant_version int;
alter table run add column trial text;
create index run_trial on run(trial) where trial is not null;
alter table usage_event add column assistant_id text;
create index usage_event_run on usage_event(run_id) where run_id is not null;
`;
