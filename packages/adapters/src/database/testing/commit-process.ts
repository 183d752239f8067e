import { openSqliteHandle } from "../sqlite/open.ts";
import { prepareSqliteFile } from "../sqlite/prepare.ts";
import { startWriterThread } from "../sqlite/writer.ts";

// Started by a test that kills it: commits two rows that must agree, and reports each commit once it is confirmed.
const { file } = await prepareSqliteFile(process.argv[2] ?? "");
const { db } = openSqliteHandle(file, startWriterThread(file).connect("interactive"));
const last = await db.selectFrom("epoch").select("value").where("name", "=", "first").executeTakeFirst();
for (let value = (last?.value ?? 0) + 1; ; value++) {
  await db.transaction().execute(async (tx) => {
    for (const name of ["first", "second"]) {
      await tx
        .insertInto("epoch")
        .values({ name, value })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
        .execute();
      const filling = Array.from({ length: 50 }, (_, at) => ({ key: `${name}-${value}-${at}`, value: "x".repeat(500), updatedAt: value }));
      await tx.insertInto("setting").values(filling).execute();
    }
  });
  process.stdout.write(`${value}\n`);
}
