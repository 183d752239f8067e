import { type Person, type Role, ROLES } from "@smartypants/core";
import type { Selectable } from "kysely";
import type { UserProfileRow } from "../../schema.ts";

export function toPerson(row: Selectable<UserProfileRow>): Person {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: toRole(row.role),
    disabled: row.disabled === 1,
    verifiedAt: row.verifiedAt,
    verifiedBy: row.verifiedBy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function toPersonOrNull(row: Selectable<UserProfileRow> | undefined): Person | null {
  return row === undefined ? null : toPerson(row);
}

/** What an older version does not know gives the fewest rights. */
export function toRole(text: string): Role {
  return ROLES.find((role) => role === text) ?? "viewer";
}
