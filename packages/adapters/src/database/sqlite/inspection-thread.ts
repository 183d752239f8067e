import { parentPort, workerData } from "node:worker_threads";
import { serveCalls } from "../../threads/rpc.ts";
import { createRunner, openSqlite } from "./connection.ts";
import { integrityOf } from "./integrity.ts";

export interface InspectionThreadData {
  readonly file: string;
}

const { file } = workerData as InspectionThreadData;
const connection = openSqlite(file, "read");
const runner = createRunner(connection);

if (parentPort !== null) {
  serveCalls(parentPort, {
    select: (text: string, parameters: readonly unknown[]) => runner.run(text, parameters).rows,
    integrity: () => integrityOf(connection),
    close: () => void connection.close(),
  });
}
