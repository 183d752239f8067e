import { type Migration, runDdl } from "./types.ts";

/** Uploads that came with their folders. A path may be longer than what Postgres can index: its hash stands in the index. */
export const uploadPlaces: Migration = {
  name: "0021-upload-places",
  up: (db, engine) => runDdl(db, engine, UPLOAD_PLACES),
};

const UPLOAD_PLACES = `
create table upload_place (
  document_id text primary key, source_id text not null, user_id text not null, path text not null, path_hash text not null,
  blob_id text not null,
  foreign key (source_id, document_id) references sync_item(source_id, external_id) on delete cascade);
create unique index upload_place_path on upload_place(source_id, user_id, path_hash);
create index upload_place_item on upload_place(source_id, document_id);
`;
