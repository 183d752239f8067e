import { existsSync } from "node:fs";
import { migrate } from "../migrations/migrate.ts";
import { openSqlite } from "./connection.ts";
import { openSqliteHandle } from "./open.ts";
import { startWriterThread } from "./writer.ts";
export async function prepareSqliteFile(file: string): Promise<{ isNew: boolean }> {
  const isNew = !existsSync(file);
  openSqlite(file, "write").close();
  const writer = startWriterThread(file);
  const handle = openSqliteHandle(file, writer.connect("interactive"));
  await migrate(handle.plain, "sqlite");
  await handle.close();
  await writer.close();
  return { isNew };
}
