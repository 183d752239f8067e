import { type Migration, runDdl } from "./types.ts";

/** Answers written by a language model: which, from what, at what price; and messages as a tree. */
export const writtenAnswers: Migration = {
  name: "0004-written-answers",
  up: (db, engine) => runDdl(db, engine, WRITTEN_ANSWERS),
};

const WRITTEN_ANSWERS = `
alter table run add column model text;
alter table run add column model_id text;
alter table run add column prompt text;
alter table run add column sources text;
alter table run add column finish_reason text;
alter table run add column input_tokens int;
alter table run add column output_tokens int;
alter table run add column continues text;
create index message_run on message(run_id) where run_id is not null;
update message set parent_id = (
  select max(earlier.id) from message as earlier where earlier.conversation_id = message.conversation_id and earlier.id < message.id);
`;
