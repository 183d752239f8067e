import type { Handler } from "./drive-routes.ts";
import { googleError } from "./faults.ts";
import { page } from "./paging.ts";

export const DIRECTORY_HANDLERS: Readonly<Record<string, Handler>> = {
  "users.list": ({ world, query, isEmptyPage }) =>
    page(world, "users", query, {
      items: [...world.users.values()].map(({ email, name, isSuspended, rootId }) => ({
        kind: "admin#directory#user",
        id: rootId,
        primaryEmail: email,
        name: { fullName: name },
        suspended: isSuspended,
        archived: false,
      })),
      name: "users",
      size: "maxResults",
      fallback: 100,
      isEmpty: isEmptyPage,
    }),
  "groups.list": ({ world, query, isEmptyPage }) =>
    page(world, "groups", query, {
      items: [...world.groups.values()].map(({ email, name }) => ({ kind: "admin#directory#group", id: email, email, name })),
      name: "groups",
      size: "maxResults",
      fallback: 200,
      isEmpty: isEmptyPage,
    }),
  "members.list": ({ world, query, id, isEmptyPage }) => {
    const group = world.groups.get(id);
    if (group === undefined) return googleError(404, "notFound", `Resource Not Found: ${id}`);
    return page(world, `members ${id}`, query, {
      items: group.members.map(({ email, type, status }) => ({
        kind: "admin#directory#member",
        id: email,
        type,
        status,
        ...(type !== "CUSTOMER" && { email }),
      })),
      name: "members",
      size: "maxResults",
      fallback: 200,
      isEmpty: isEmptyPage,
    });
  },
};
