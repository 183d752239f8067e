import { type Migration, runDdl } from "./types.ts";

/** The newest lines of the server's log. */
export const logs: Migration = {
  name: "0019-logs",
  up: (db, engine) => runDdl(db, engine, LOGS),
};

const LOGS = `
create table log_entry (
  id serial, at int not null, level int not null, part text not null, message text not null, request_id text, job_id text, run_id text,
  source_id text, fields text not null default '{}', lost int not null default 0);
create index log_entry_at on log_entry(at);
create index log_entry_request on log_entry(request_id, id) where request_id is not null;
create index log_entry_job on log_entry(job_id, id) where job_id is not null;
create index log_entry_run on log_entry(run_id, id) where run_id is not null;
create index log_entry_source on log_entry(source_id, id) where source_id is not null;
create index log_entry_lost on log_entry(lost) where lost > 0;
`;
