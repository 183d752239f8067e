import { type Migration, runDdl } from "./types.ts";

/** People, sources, documents, indexes' work set, jobs, conversations. Times are milliseconds since 1970, flags 0 or 1, JSON is text. */
export const initial: Migration = {
  name: "0001-initial",
  async up(db, engine) {
    await runDdl(db, engine, PEOPLE);
    await runDdl(db, engine, SOURCES);
    await runDdl(db, engine, DOCUMENTS);
    await runDdl(db, engine, WORK);
    await runDdl(db, engine, ANSWERS);
    await runDdl(db, engine, RECORDS);
  },
};

const PEOPLE = `
create table user_profile (
  id text primary key, email text not null unique, name text not null, role text not null, disabled int not null default 0,
  verified_at int, verified_by text, created_at int not null, updated_at int not null);
create table "group" (id text primary key, name text not null unique, description text not null default '', created_at int not null);
create table group_member (
  group_id text not null references "group"(id) on delete cascade, user_id text not null references user_profile(id) on delete cascade,
  added_at int not null, primary key (group_id, user_id));
create index group_member_user on group_member(user_id);
create table invite (
  id text primary key, email text not null, role text not null, group_ids text not null default '[]', token_hash text not null unique,
  created_by text not null, created_at int not null, expires_at int not null, accepted_at int);
create table api_key (
  id text primary key, user_id text not null references user_profile(id) on delete cascade, name text not null, prefix text not null,
  hash text not null unique, scopes text not null, expires_at int, last_used_at int, created_at int not null, revoked_at int);
create index api_key_user on api_key(user_id);
create table throttle (key text primary key, failures int not null, window_started_at int not null, locked_until int not null default 0);
`;

const SOURCES = `
create table acl (id serial, hash text unique, container_id text, source_id text);
create index acl_source on acl(source_id);
create table acl_entry (acl_id int not null references acl(id) on delete cascade, principal text not null, primary key (acl_id, principal));
create index acl_entry_principal on acl_entry(principal, acl_id);
create table source (
  id text primary key, connector text not null, name text not null, settings text not null, access text not null, schedule text,
  state text not null, state_reason text, root_acl_id int not null, checkpoint text, checkpoint_version int not null default 0,
  absence text, acl_synced_at int, created_by text not null, created_at int not null, updated_at int not null);
create table credential (id text primary key, source_id text, host text not null, sealed text not null, updated_at int not null);
create index credential_source on credential(source_id);
create table container (
  id text primary key, source_id text not null, external_id text not null, parent_id text, title text not null, url text, path text,
  acl_id int not null, own_acl int not null default 0, source_acl text not null, seen_run_id text, unique (source_id, external_id));
create index container_parent on container(parent_id);
create index container_acl on container(acl_id);
create table source_membership (
  source_id text not null, group_id text not null, member text not null, primary key (source_id, group_id, member));
create index source_membership_member on source_membership(member, source_id, group_id);
create table sync_run (
  id text primary key, source_id text not null, state text not null, trigger text not null, requested_by text, job_id text,
  seen int not null default 0, indexed int not null default 0, unchanged int not null default 0, moved int not null default 0,
  skipped int not null default 0, failed int not null default 0, deleted int not null default 0, progress text,
  created_at int not null, started_at int, finished_at int, error_code text, error_message text);
create index sync_run_source on sync_run(source_id, created_at);
create index sync_run_open on sync_run(state) where state in ('queued', 'running');
create table sync_item (
  source_id text not null, external_id text not null, document_id text, container_external_id text, state text not null, reason_code text,
  reason text, title text, url text, attempts int not null default 0, retry_at int, ignored int not null default 0, seen_run_id text,
  updated_at int not null, primary key (source_id, external_id));
create index sync_item_state on sync_item(source_id, state);
`;

const DOCUMENTS = `
create table document (
  id text primary key, source_id text not null, container_id text, external_id text not null, title text not null, url text not null,
  path text, mime_type text not null, kind text not null, language text not null, authors text not null default '[]', created_at int,
  updated_at int not null, metadata text not null default '{}', change_key text not null, text_hash text not null,
  version int not null, indexed_version int, pipeline_version text not null, acl_id int not null, acl_inherits int not null,
  source_acl text not null, blob_id text, size_bytes int not null default 0, notes text, first_seen_at int not null,
  synced_at int not null, unique (source_id, external_id));
create index document_acl on document(acl_id, updated_at);
create index document_container on document(container_id);
create index document_language on document(language);
create index document_change_key on document(source_id, change_key);
create index document_blob on document(blob_id) where blob_id is not null;
create table document_text (
  document_id text not null references document(id) on delete cascade, version int not null, part int not null,
  start_offset int not null, text text not null, superseded_at int, primary key (document_id, version, part));
create index document_text_superseded on document_text(superseded_at) where superseded_at is not null;
create table chunk (
  id serial, document_id text not null references document(id) on delete cascade, version int not null, ordinal int not null,
  start_offset int not null, end_offset int not null, kind text not null, heading_path text not null, anchor text, header text,
  hash text not null);
create index chunk_document on chunk(document_id, version, ordinal);
create index chunk_hash on chunk(hash);
create table index_change (document_id text primary key, generation int not null, claimed_until int not null default 0, created_at int not null);
create index index_change_created on index_change(created_at);
create table embedding (id serial, model text not null, hash text not null, vector blob not null, unique (model, hash));
create table model (
  id text primary key, kind text not null, provider text not null, dimensions int, fusion_weight text, settings text not null default '{}',
  active int not null default 0, created_at int not null);
create table epoch (name text primary key, value int not null);
`;

const WORK = `
create table job (
  id serial, task text not null, payload text not null, key text, queue text, state text not null, priority int not null,
  run_at int not null, attempts int not null default 0, max_attempts int not null, crashes int not null default 0, owner text,
  token int not null default 0, lease_until int, cancel int not null default 0, last_error text, created_at int not null, finished_at int);
create unique index job_key on job(key) where key is not null and state = 'waiting';
create index job_waiting on job(priority, run_at, id) where state = 'waiting';
create index job_running on job(lease_until) where state = 'running';
create index job_queue on job(queue) where state = 'running' and queue is not null;
create table job_cron (name text primary key, last_at int not null);
`;

const ANSWERS = `
create table conversation (
  id text primary key, user_id text not null, title text not null, created_at int not null, updated_at int not null);
create index conversation_user on conversation(user_id, updated_at);
create table message (
  id text primary key, conversation_id text not null references conversation(id) on delete cascade, parent_id text, role text not null,
  content text not null, run_id text, created_at int not null);
create index message_conversation on message(conversation_id, created_at);
create table run (
  id text primary key, user_id text not null, conversation_id text, question text not null, filters text not null default '{}',
  state text not null, mode text, answer text, nearest text, owner text, lease_until int, cancel int not null default 0,
  restarts int not null default 0, removed_citations int not null default 0, error_code text, error_message text,
  created_at int not null, finished_at int);
create index run_user on run(user_id, created_at);
create index run_conversation on run(conversation_id);
create index run_running on run(lease_until) where state = 'running';
create table run_event (
  run_id text not null references run(id) on delete cascade, sequence int not null, type text not null, data text not null,
  created_at int not null, primary key (run_id, sequence));
create table citation (
  run_id text not null references run(id) on delete cascade, marker int not null, document_id text not null, version int not null,
  chunk_id int, start_offset int not null, end_offset int not null, primary key (run_id, marker));
create index citation_document on citation(document_id, version);
create table feedback (
  id text primary key, run_id text not null references run(id) on delete cascade, user_id text not null, rating int not null,
  reason text, comment text, created_at int not null, unique (run_id, user_id));
`;

const RECORDS = `
create table setting (key text primary key, value text not null, updated_at int not null, updated_by text);
create table audit_event (
  id text primary key, at int not null, actor_id text, action text not null, object_type text not null, object_id text,
  detail text not null default '{}', request_id text);
create index audit_event_at on audit_event(at);
create table usage_event (id text primary key, at int not null, user_id text, kind text not null, detail text not null default '{}');
create index usage_event_at on usage_event(at);
create table idempotency (
  user_id text not null, key text not null, request_hash text not null, status int, body text, created_at int not null,
  primary key (user_id, key));
`;
