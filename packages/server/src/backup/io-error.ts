import { isSmartyError, SmartyError } from "@smartypants/sdk";

export function errorCodeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string } | null)?.code;
}

/** The system's own errors in words; anything else passes unchanged. */
export function ioError(error: unknown, place: string): unknown {
  if (isSmartyError(error)) return error;
  switch (errorCodeOf(error) ?? "") {
    case "ENOSPC":
    case "EDQUOT":
      return new SmartyError("full", `There is no room left for ${place}. Free some space or choose another disk; nothing was kept.`, {
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new SmartyError(
        "forbidden",
        `${place} may not be written. Choose another place, or run this as the user that runs SmartyPants.`,
        {
          cause: error,
        },
      );
    case "ENOENT":
      return new SmartyError("not_found", `${place} does not exist.`, { cause: error });
    default:
      return error;
  }
}

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2).toLocaleString("en")} MB`;
}
