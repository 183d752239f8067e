import { type DocumentError, type DocumentErrorCode, type ErrorCode, isSmartyError, SmartyError } from "@smartypants/sdk";
import { GoogleError, isTooFast, toRunError } from "./google-error.ts";

/** What is wrong with one file, in words for its ledger row. */
export interface ItemFault {
  readonly code: DocumentErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly remediation?: string;
}

const FAULTS: Readonly<Record<string, ItemFault>> = {
  exportSizeLimitExceeded: {
    code: "export_limit",
    message: "Google exports at most 10 MB of its own documents, and this one has more.",
    retryable: false,
    remediation: "Split it, or store it as an office file.",
  },
  fileNotDownloadable: { code: "unsupported", message: "Google does not let files of this kind be downloaded.", retryable: false },
  fileNotExportable: { code: "unsupported", message: "Google does not let files of this kind be exported.", retryable: false },
  cannotDownloadAbusiveFile: {
    code: "forbidden",
    message: "Google takes this file for malware or spam and does not give it out.",
    retryable: false,
  },
  cannotDownloadFile: { code: "forbidden", message: "Its owner does not let it be downloaded.", retryable: false },
  insufficientFilePermissions: {
    code: "forbidden",
    message: "The account of this source may not read this file.",
    retryable: false,
    remediation: "Share it with the account as a viewer at least.",
  },
  downloadQuotaExceeded: {
    code: "rate_limited",
    message: "Too many people have downloaded this file lately; Google gives it out again later.",
    retryable: true,
  },
};

const FORBIDDEN: ItemFault = { code: "forbidden", message: "Google refuses to give out this file.", retryable: false };
const TROUBLE: ItemFault = { code: "network", message: "Google could not give out this file just now.", retryable: true };
const OF_THE_RUN = new Set<ErrorCode>(["auth", "config", "rate_limited", "aborted", "full", "internal", "invalid", "unauthenticated"]);

/** The fault of a file in an error that was met while it was read. Throws any other, in the words of a run. */
export function itemFault(error: unknown): ItemFault {
  if (error instanceof GoogleError) return googleFault(error);
  if (isSmartyError(error) && !OF_THE_RUN.has(error.code)) {
    if (error.code === "network" || error.code === "unavailable") return TROUBLE;
    return { code: documentCode(error.code), message: error.message, retryable: false };
  }
  throw error;
}

function googleFault(error: GoogleError): ItemFault {
  const fault = FAULTS[error.reason];
  if (fault !== undefined) return fault;
  if (error.status === 404) return { code: "not_found", message: "The file is no longer there.", retryable: false };
  if (error.status >= 500) return TROUBLE;
  const forRun = toRunError(error);
  const isOfRun = isTooFast(error) || error.status === 401 || (isSmartyError(forRun) && forRun.code === "rate_limited");
  if (isOfRun || isConfiguration(error)) throw forRun;
  return error.status === 403
    ? FORBIDDEN
    : { code: "internal", message: `Google refused to give out this file (${error.status}).`, retryable: true };
}

function isConfiguration({ reason }: GoogleError): boolean {
  return ["accessNotConfigured", "SERVICE_DISABLED", "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "domainPolicy"].includes(
    reason,
  );
}

function documentCode(code: ErrorCode): DocumentErrorCode {
  return code === "forbidden" || code === "not_found" || code === "too_large" || code === "unsupported" ? code : "internal";
}

export function documentError(id: string, { code, message, retryable, remediation }: ItemFault): DocumentError {
  return { scope: "document", ref: id, code, message, retryable, ...(remediation !== undefined && { remediation }) };
}

/** As an error that ends the fetching of one file; too much for Google's export counts as too large. */
export function faultError({ code, message, remediation }: ItemFault): SmartyError {
  const words = remediation === undefined ? message : `${message} ${remediation}`;
  if (code === "export_limit") return new SmartyError("too_large", words);
  return new SmartyError(code === "parse" ? "corrupt" : code, words);
}
