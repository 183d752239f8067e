import { writeFileSync } from "node:fs";
import { describeApi } from "./app.ts";

// usage: node --conditions=source write-openapi.ts <file>
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("name the file to write");
writeFileSync(file, `${JSON.stringify(describeApi(), null, 2)}\n`);
