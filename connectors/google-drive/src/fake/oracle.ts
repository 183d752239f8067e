import { groupsOf, isInForce, effectivePermissions } from "./rights.ts";
import { type FakeFile, FOLDER, isTrashed, SHORTCUT, type World } from "./world.ts";

/**
 * The files that somebody may find: what they are named for, by address, group or a domain that may search, and not what they could only open
 * by a link. Folders and shortcuts are no files.
 */
export function filesOf(world: World, email: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of world.files.values())
    if (isDocument(file) && !isTrashed(world, file) && mayFind(world, email, file)) found.add(file.id);
  return found;
}

function isDocument({ mimeType }: FakeFile): boolean {
  return mimeType !== FOLDER && mimeType !== SHORTCUT;
}

function mayFind(world: World, email: string, file: FakeFile): boolean {
  const groups = groupsOf(world, email);
  return effectivePermissions(world, file).some((permission) => {
    if (!isInForce(world, permission)) return false;
    const { type, emailAddress = "", domain, allowFileDiscovery } = permission;
    if (type === "user") return emailAddress === email;
    if (type === "group") return groups.has(emailAddress);
    return allowFileDiscovery === true && (type === "anyone" || email.endsWith(`@${domain ?? ""}`));
  });
}
