import { type Migration, runDdl } from "./types.ts";

/** What an answer's question was understood to mean, which key asked it, and models that are sent no personal data. */
export const answerReadings: Migration = {
  name: "0015-answer-readings",
  up: (db, engine) => runDdl(db, engine, ANSWER_READINGS),
};

const ANSWER_READINGS = `
alter table run add column api_key_id text;
alter table run add column reading text;
alter table run add column masked int not null default 0;
alter table model add column mask_personal_data int not null default 0;
`;
