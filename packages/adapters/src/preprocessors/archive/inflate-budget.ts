import { SmartyError } from "@smartypants/sdk";

/** Bytes that the parts of one document may unpack to. */
export const MAX_INFLATED_BYTES = 200 * 1024 * 1024;
/** Above the free bytes, no document unpacks to more than so many times its size: real ones stay below a hundred. */
const MAX_RATIO = 200;
const FREE_BYTES = 10 * 1024 * 1024;

export interface InflateBudget {
  /** Throws `too_large` with the numbers once more was unpacked than a document may. */
  spend(bytes: number): void;
}

/** Counts what is really unpacked: what a directory claims can be a lie. */
export function createInflateBudget(packedBytes: number, maxBytes = MAX_INFLATED_BYTES): InflateBudget {
  let spent = 0;
  return {
    spend: (bytes) => {
      spent += bytes;
      if (spent > maxBytes) throw tooLarge(`more than ${megabytes(maxBytes)} MB`);
      if (spent > FREE_BYTES && spent > packedBytes * MAX_RATIO) throw tooLarge(`more than ${MAX_RATIO} times its size`);
    },
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}

function tooLarge(what: string): SmartyError {
  return new SmartyError("too_large", `This file unpacks to ${what}, which is the limit. Split it into smaller files.`);
}
