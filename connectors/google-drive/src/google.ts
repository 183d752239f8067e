import type { admin_directory_v1 } from "@googleapis/admin";
import type { drive_v3 } from "@googleapis/drive";
import { type HttpAnswer, SmartyError } from "@smartypants/sdk";
import { type AccessTokens, createAccessTokens } from "./access-tokens.ts";
import type { DriveContext } from "./context.ts";
import type { DriveCredential } from "./credential.ts";
import { DIRECTORY_SCOPES, DRIVE_SCOPES } from "./scopes.ts";
import { askGoogle, askGoogleText, innermostError } from "./transport.ts";

/** Google as this connector sees it: generated clients that ask through the host, as any account of the source. */
export interface Google {
  readonly tokens: AccessTokens;
  drive(account: string): drive_v3.Drive;
  directory(): admin_directory_v1.Admin;
  /** The bytes of a file or export; nothing is read yet. */
  content(
    account: string,
    path: string,
    query: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  /** A link that Google gave for exporting a file that is too large for the ordinary way. */
  exportLink(account: string, url: string): Promise<HttpAnswer>;
}

/** Hosts of Google's that may be given the access of an export link. */
const EXPORT_HOST = "docs.google.com";

export async function openGoogle(context: DriveContext, credential: DriveCredential): Promise<Google> {
  // Loaded when first needed: importing a connector costs nothing.
  const [{ drive }, { admin }] = await Promise.all([import("@googleapis/drive"), import("@googleapis/admin")]);
  const tokens = createAccessTokens(context, credential);
  const { apiBaseUrl, directoryBaseUrl } = context.settings.advanced;
  const drives = new Map<string, drive_v3.Drive>();
  const adminEmail = credential.way === "delegation" ? credential.adminEmail : "";
  const driveToken = (account: string) => (refused?: string) => tokens.get(account, DRIVE_SCOPES, refused);
  const directoryToken = (refused?: string) => tokens.get(adminEmail, DIRECTORY_SCOPES, refused);
  return {
    tokens,
    drive: (account) => {
      const present = drives.get(account) ?? drive({ version: "v3", ...clientOptions(context, apiBaseUrl, account, driveToken(account)) });
      drives.set(account, present);
      return present;
    },
    directory: () => admin({ version: "directory_v1", ...clientOptions(context, directoryBaseUrl, adminEmail, directoryToken) }),
    content: (account, path, query, headers = {}) =>
      askGoogle(context, {
        url: `${withoutSlash(apiBaseUrl)}${path}?${new URLSearchParams(query).toString()}`,
        headers,
        limit: "download",
        account,
        token: driveToken(account),
      }),
    exportLink: (account, url) => {
      const { host } = new URL(url);
      const isOurs = host === EXPORT_HOST || host === new URL(apiBaseUrl).host;
      return askGoogle(context, {
        url,
        limit: "download",
        account,
        // Google redirects to where the bytes are; the link itself could lead anywhere.
        ...(isOurs && { token: driveToken(account), authorizedHosts: ["*.googleusercontent.com", EXPORT_HOST] }),
      });
    },
  };
}

/**
 * What makes a generated client ask through the host: its own tries, proxies and sign-in are off, and errors are read here, since it does not
 * read them for every type of answer.
 */
function clientOptions(context: DriveContext, baseUrl: string, account: string, token: (refused?: string) => Promise<string>) {
  return {
    retry: false,
    noProxy: [/./],
    fetchImplementation: async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const asked = new URL(input instanceof Request ? input.url : input);
      const { text } = await askGoogleText(context, {
        url: `${withoutSlash(baseUrl)}${asked.pathname}${asked.search}`,
        headers: resourceKeys(init),
        limit: limitOf(asked.pathname),
        account,
        token,
      });
      // A page of a proxy, with a status that says all is well, would pass for a list without anything in it.
      if (!isJsonObject(text))
        throw new SmartyError("unavailable", "Something between this server and Google answers in its place. Check the proxy.");
      return new Response(text, { headers: { "content-type": "application/json" } });
    },
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    // Not JSON at all.
    return false;
  }
}

function resourceKeys(init: RequestInit | undefined): Record<string, string> {
  const keys = new Headers(init?.headers).get(RESOURCE_KEYS);
  return keys === null ? {} : { [RESOURCE_KEYS]: keys };
}

export const RESOURCE_KEYS = "x-goog-drive-resource-keys";

/** Lists cost twenty times what a single file costs. */
function limitOf(path: string): string {
  if (path.includes("/admin/directory/")) return "directory";
  return /\/(files|changes|drives|permissions)$/.test(path) ? "list" : "read";
}

function withoutSlash(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, "");
}

/** What a generated client answers, or the error that was thrown on the way. */
export async function dataOf<T>(answer: Promise<{ readonly data: T }>): Promise<T> {
  try {
    return (await answer).data;
  } catch (error) {
    throw innermostError(error);
  }
}
