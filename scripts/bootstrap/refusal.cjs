"use strict";

/** A failure whose message is meant for the person at the terminal: it says what is wrong and what to do. */
class Refusal extends Error {}

const readOnlyCodes = new Set(["EROFS", "EACCES", "EPERM"]);

/** Turns a file error into a Refusal that says what the folder was needed for. */
function refuseFileError(error, folder, purpose) {
  if (readOnlyCodes.has(error.code))
    return new Refusal(
      `Cannot write to ${folder} (${error.code}), needed to ${purpose}. Make the folder writable, or copy the checkout to one that is.`,
    );
  if (error.code === "ENOSPC") return new Refusal(`The disk is full: no room in ${folder} to ${purpose}. Free about 1 GB and start again.`);
  return new Refusal(`Could not ${purpose} in ${folder}: ${error.message}`);
}

module.exports = { Refusal, refuseFileError };
