import { type Migration, runDdl } from "./types.ts";

/** Documents inside of documents: each item may belong to another one, by that one's external id. */
export const childItems: Migration = {
  name: "0005-child-items",
  async up(db, engine) {
    await runDdl(db, engine, COLUMNS);
  },
};

const COLUMNS = `
alter table sync_item add column parent_external_id text;
create index sync_item_parent on sync_item(source_id, parent_external_id) where parent_external_id is not null;
`;
