import { type Migration, runDdl } from "./types.ts";

/** What a source calls its groups. */
export const groupTitles: Migration = {
  name: "0016-group-titles",
  up: (db, engine) => runDdl(db, engine, GROUP_TITLES),
};

const GROUP_TITLES = `
create table source_group (
  source_id text not null, group_id text not null, title text not null, primary key (source_id, group_id));
`;
