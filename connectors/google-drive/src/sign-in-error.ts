import { SmartyError } from "@smartypants/sdk";
import type { GoogleError } from "./google-error.ts";
import { DELEGATION_SCOPES } from "./scopes.ts";

const SCOPES_SETTING = "Google Admin console, Security, API controls, Domain-wide delegation";

/** What a refused token means for a service account. One person who cannot be acted for stays a GoogleError: the others can be. */
export function serviceAccountError(error: GoogleError, clientId: string | undefined): Error {
  const { reason, account, message } = error;
  const options = { cause: error };
  if (reason === "unauthorized_client" || reason === "access_denied" || reason === "invalid_scope")
    return new SmartyError(
      "config",
      `The domain has not granted the service account what it needs. In ${SCOPES_SETTING}, add the client id${clientId === undefined ? "" : ` ${clientId}`} with exactly these scopes: ${DELEGATION_SCOPES.join(",")}`,
      options,
    );
  const isOfKey = /jwt|signature|service account|not a valid email or user id for the issuer/i.test(message);
  if (reason === "invalid_grant" && account !== "" && !isOfKey) return error;
  if (reason === "invalid_grant" && /reasonable timeframe|short-lived/i.test(message))
    return new SmartyError(
      "config",
      "Google refuses the token because the clock of this server is wrong. Set it, then sync again.",
      options,
    );
  if (reason === "invalid_grant" || reason === "invalid_client")
    return new SmartyError(
      "auth",
      "Google does not accept the key of the service account: it was deleted or disabled, or is not the whole one. Create a new key and enter that one.",
      options,
    );
  return error;
}

/** What a refused token means for a signed-in account. */
export function accountError(error: GoogleError): Error {
  const options = { cause: error };
  if (error.reason === "invalid_grant")
    return new SmartyError(
      "auth",
      "Google has ended the access of this account: reconnect the source. Is the app's publishing status still “Testing”? Then Google ends every access after seven days; set it to “In production”, or the user type to “Internal”.",
      options,
    );
  if (error.reason === "invalid_client" || error.reason === "unauthorized_client")
    return new SmartyError("auth", "Google does not know the client id or its secret. Check both and reconnect the source.", options);
  return error;
}
