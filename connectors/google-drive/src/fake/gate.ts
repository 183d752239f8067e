import { type FieldMask, readMask } from "./field-mask.ts";

/** A route of the real services that the fake stands in for, with what it takes. */
export interface Route {
  readonly name: string;
  readonly pattern: RegExp;
  readonly params: readonly string[];
  readonly scopes: readonly string[];
  readonly required?: readonly string[];
  /** The parameter of a list's size, and the most it may be. */
  readonly size?: readonly [name: string, max: number];
  /** Must be `true`: without it Google hides what lies in shared drives. */
  readonly allDrives?: readonly string[];
  readonly needsFields?: boolean;
}

const DRIVE = ["drive.readonly", "drive.metadata.readonly"];
const CONTENT = ["drive.readonly"];
const COMMON = ["fields", "alt", "prettyPrint", "quotaUser", "key"];

export const ROUTES: readonly Route[] = [
  { name: "about.get", pattern: /^\/drive\/v3\/about$/, params: [], scopes: DRIVE, needsFields: true },
  {
    name: "changes.getStartPageToken",
    pattern: /^\/drive\/v3\/changes\/startPageToken$/,
    params: ["driveId", "supportsAllDrives"],
    scopes: DRIVE,
    allDrives: ["supportsAllDrives"],
  },
  {
    name: "changes.list",
    pattern: /^\/drive\/v3\/changes$/,
    params: [
      "pageToken",
      "pageSize",
      "spaces",
      "driveId",
      "includeRemoved",
      "includeItemsFromAllDrives",
      "supportsAllDrives",
      "restrictToMyDrive",
      "includeCorpusRemovals",
    ],
    scopes: DRIVE,
    required: ["pageToken"],
    size: ["pageSize", 1000],
    allDrives: ["supportsAllDrives", "includeItemsFromAllDrives"],
  },
  { name: "drives.list", pattern: /^\/drive\/v3\/drives$/, params: ["pageSize", "pageToken", "q"], scopes: DRIVE, size: ["pageSize", 100] },
  {
    name: "files.list",
    pattern: /^\/drive\/v3\/files$/,
    params: ["q", "corpora", "driveId", "spaces", "orderBy", "pageSize", "pageToken", "includeItemsFromAllDrives", "supportsAllDrives"],
    scopes: DRIVE,
    size: ["pageSize", 1000],
    allDrives: ["supportsAllDrives", "includeItemsFromAllDrives"],
  },
  { name: "files.export", pattern: /^\/drive\/v3\/files\/([^/]+)\/export$/, params: ["mimeType"], scopes: CONTENT, required: ["mimeType"] },
  {
    name: "permissions.list",
    pattern: /^\/drive\/v3\/files\/([^/]+)\/permissions$/,
    params: ["pageSize", "pageToken", "supportsAllDrives"],
    scopes: DRIVE,
    size: ["pageSize", 100],
    allDrives: ["supportsAllDrives"],
  },
  {
    name: "files.get",
    pattern: /^\/drive\/v3\/files\/([^/]+)$/,
    params: ["supportsAllDrives", "acknowledgeAbuse"],
    scopes: DRIVE,
    allDrives: ["supportsAllDrives"],
  },
  {
    name: "users.list",
    pattern: /^\/admin\/directory\/v1\/users$/,
    params: ["customer", "domain", "maxResults", "pageToken", "orderBy", "query", "projection"],
    scopes: ["admin.directory.user.readonly"],
    size: ["maxResults", 500],
  },
  {
    name: "groups.list",
    pattern: /^\/admin\/directory\/v1\/groups$/,
    params: ["customer", "domain", "maxResults", "pageToken", "userKey"],
    scopes: ["admin.directory.group.readonly"],
    size: ["maxResults", 200],
  },
  {
    name: "members.list",
    pattern: /^\/admin\/directory\/v1\/groups\/([^/]+)\/members$/,
    params: ["maxResults", "pageToken", "includeDerivedMembership", "roles"],
    scopes: ["admin.directory.group.readonly"],
    size: ["maxResults", 200],
  },
];

export type Verdict = { readonly complaint: string } | { readonly mask: FieldMask };

/** What is wrong with a request, in words for whoever wrote the connector; else the fields that it wants. */
export function judge(route: Route, query: URLSearchParams): Verdict {
  const unknown = [...query.keys()].filter((name) => !COMMON.includes(name) && !route.params.includes(name));
  if (unknown.length > 0) return { complaint: `${route.name}: unknown parameter ${unknown.join()}` };
  for (const name of new Set(query.keys())) if (query.getAll(name).length > 1) return { complaint: `${route.name}: ${name} twice` };
  for (const name of route.required ?? []) if (!query.has(name)) return { complaint: `${route.name}: ${name} is missing` };
  for (const name of route.allDrives ?? []) if (query.get(name) !== "true") return { complaint: `${route.name}: ${name} must be true` };
  const [sizeName, max] = route.size ?? ["", 0];
  const size = query.get(sizeName);
  if (size !== null && !(Number.isInteger(Number(size)) && Number(size) >= 1 && Number(size) <= max))
    return { complaint: `${route.name}: ${sizeName} is ${size}, at most ${max}` };
  const fields = query.get("fields");
  if (fields === null) return route.needsFields === true ? { complaint: `${route.name}: fields is missing` } : { mask: new Map() };
  const mask = readMask(fields);
  if (mask === null) return { complaint: `${route.name}: fields is not well formed: ${fields}` };
  // One item alone shows whether anything is there; any other list has to be able to go on.
  if (route.size !== undefined && size !== "1" && !mask.has("nextPageToken"))
    return { complaint: `${route.name}: fields lacks nextPageToken` };
  return { mask };
}
