import { SmartyError } from "@smartypants/sdk";

/** What a user can do about it, by SQLSTATE or by the code of a failed connection. Classes of two letters stand for all their members. */
const UNAVAILABLE: readonly string[] = [
  "08", // connection exceptions
  "25006", // a replica that takes no writes
  "53200", // out of memory
  "53300", // too many connections
  "57P01", // shut down by its administrator
  "57P02",
  "57P03", // still starting
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
];

const REFUSED: readonly string[] = ["28000", "28P01", "3D000", "42501"];

/** pg gives these no code. */
const LOST = /connection terminated|timeout exceeded when trying to connect|connection timeout|client was closed|not queryable/i;

/** Postgres' error codes and the driver's own as ours; anything else is a bug and passes unchanged. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "23505") return new SmartyError("conflict", "Something with the same name or id exists already.", { cause: error });
  if (code === "53100") {
    return new SmartyError("full", "The database server's disk is full. Free some space there and try again.", { cause: error });
  }
  if (code === "57014" || code === "55P03") {
    return new SmartyError("unavailable", "The database took too long to answer. Try again in a moment.", { cause: error });
  }
  if (code === "40001" || code === "40P01") {
    return new SmartyError("unavailable", "The database is busy. Try again in a moment.", { cause: error });
  }
  if (REFUSED.includes(code)) {
    return new SmartyError(
      "config",
      "The database server refused the connection. Check the user, the password and the name in DATABASE_URL, and that this user may create tables.",
      { cause: error },
    );
  }
  const isAway = UNAVAILABLE.some((known) => (known.length === 2 ? code.length === 5 && code.startsWith(known) : code === known));
  if (isAway || (code === "" && LOST.test(error.message))) {
    return new SmartyError("unavailable", "The database server cannot be reached. Check that it runs, then try again in a moment.", {
      cause: error,
    });
  }
  return error;
}
