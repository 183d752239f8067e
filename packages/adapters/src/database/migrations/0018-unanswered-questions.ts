import { type Migration, runDdl } from "./types.ts";

/** Questions that went without an answer, as keyed hashes, and feedback that was sent to the administrators. */
export const unansweredQuestions: Migration = {
  name: "0018-unanswered-questions",
  up: (db, engine) => runDdl(db, engine, UNANSWERED_QUESTIONS),
};

const UNANSWERED_QUESTIONS = `
alter table feedback add column shared int not null default 0;
create table unanswered_question (
  question_key text primary key, words text, wording_key text, wording text, state text not null default 'open', marked_at int);
create table question_signal (
  id text primary key, question_key text not null, wording_key text not null, person_key text not null, kind text not null,
  run_id text references run(id) on delete cascade, day int not null);
create index question_signal_question on question_signal(question_key, person_key, day);
create index question_signal_day on question_signal(day);
create unique index question_signal_run on question_signal(run_id, kind) where run_id is not null;
create unique index question_signal_search on question_signal(question_key, person_key, day) where run_id is null;
`;
