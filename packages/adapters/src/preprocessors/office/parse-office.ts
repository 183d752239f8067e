import { isSmartyError, SmartyError } from "@smartypants/sdk";
import type { OfficeParserAST, SupportedFileType } from "officeparser";
import { MAX_INFLATED_BYTES } from "../archive/inflate-budget.ts";
import { MAX_ZIP_ENTRIES } from "../archive/open-zip.ts";
import { passwordNeeded } from "./office-package.ts";

const MAX_ELEMENTS = 2_000_000;

/** The document as a tree. Throws `encrypted`, `too_large` or `corrupt`. */
export async function parseOffice(
  bytes: Uint8Array,
  fileType: Extract<SupportedFileType, "docx" | "pptx" | "odt" | "odp" | "rtf">,
): Promise<OfficeParserAST> {
  // Loaded when the first such document comes: pages and PDFs do not pay for it.
  const { OfficeParser } = await import("officeparser");
  try {
    return await OfficeParser.parseOffice(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      fileType,
      ignoreSlideMasters: true,
      extractAttachments: false,
      ocr: false,
      decompressionLimits: { maxUncompressedBytes: MAX_INFLATED_BYTES, maxZipEntries: MAX_ZIP_ENTRIES, maxXmlElements: MAX_ELEMENTS },
    });
  } catch (error) {
    if (isSmartyError(error)) throw error;
    throw translate(error);
  }
}

const TOO_LARGE = new Set([
  "ZIP_ENTRY_COUNT_LIMIT_EXCEEDED",
  "ZIP_SIZE_LIMIT_EXCEEDED",
  "XML_ELEMENT_LIMIT_EXCEEDED",
  "MAX_NESTING_DEPTH_EXCEEDED",
  "OUTPUT_TOO_LARGE",
]);

/** The parser is a vendor: its words are for developers. */
function translate(error: unknown): SmartyError {
  const code = codeOf(error);
  if (code === "PASSWORD_REQUIRED" || code === "PASSWORD_INCORRECT" || code === "DOCUMENT_DECRYPTION_FAILED") return passwordNeeded();
  if (TOO_LARGE.has(code)) {
    const limits = `${MAX_INFLATED_BYTES / 1024 / 1024} MB unpacked or ${MAX_ELEMENTS.toLocaleString("en")} elements`;
    return new SmartyError("too_large", `This document is larger than ${limits}, which are the limits. Split it into smaller files.`, {
      cause: error,
    });
  }
  return new SmartyError(
    "corrupt",
    "This document is damaged and cannot be read. Open it in an office program, save it anew, and upload that version.",
    {
      cause: error,
    },
  );
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("officeIssue" in error)) return "";
  const issue = error.officeIssue;
  return typeof issue === "object" && issue !== null && "code" in issue ? String(issue.code) : "";
}
