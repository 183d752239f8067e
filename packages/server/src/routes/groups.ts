import { z } from "@hono/zod-openapi";
import {
  addGroupMembers,
  createGroup,
  deleteGroup,
  getGroup,
  listGroupMembers,
  listGroups,
  removeGroupMember,
  updateGroup,
} from "@smartypants/core";
import { createRouter, defineRoute } from "../http/router.ts";
import { Id, IdParam, json, jsonBody, pageOf, PageQuery, withTimes } from "../http/schemas.ts";
import { Description, Group, Name, User } from "./people-schemas.ts";

const tags = ["People"];

const list = defineRoute({
  method: "get",
  path: "/",
  operationId: "listGroups",
  tags,
  summary: "Groups of this SmartyPants",
  description: "In access lists a group is `group:local/<id>`.",
  role: "editor",
  request: { query: PageQuery },
  responses: { 200: json("A page of groups.", pageOf(Group)) },
});

const create = defineRoute({
  method: "post",
  path: "/",
  operationId: "createGroup",
  tags,
  summary: "Add a group",
  role: "admin",
  request: { body: jsonBody(z.strictObject({ name: Name, description: Description.optional() })) },
  responses: { 201: json("The group.", Group) },
});

const read = defineRoute({
  method: "get",
  path: "/{id}",
  operationId: "getGroup",
  tags,
  summary: "A group",
  role: "editor",
  request: { params: IdParam },
  responses: { 200: json("The group.", Group) },
});

const patch = defineRoute({
  method: "patch",
  path: "/{id}",
  operationId: "updateGroup",
  tags,
  summary: "Rename or describe a group",
  role: "admin",
  request: { params: IdParam, body: jsonBody(z.strictObject({ name: Name.optional(), description: Description.optional() })) },
  responses: { 200: json("The group.", Group) },
});

const remove = defineRoute({
  method: "delete",
  path: "/{id}",
  operationId: "deleteGroup",
  tags,
  summary: "Remove a group",
  description: "Its members lose at once what they could read through it.",
  role: "admin",
  request: { params: IdParam },
  responses: { 204: { description: "Removed." } },
});

const listMembers = defineRoute({
  method: "get",
  path: "/{id}/members",
  operationId: "listGroupMembers",
  tags,
  summary: "Who is in a group",
  role: "admin",
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json("A page of users.", pageOf(User)) },
});

const addMembers = defineRoute({
  method: "post",
  path: "/{id}/members",
  operationId: "addGroupMembers",
  tags,
  summary: "Put users into a group",
  description: "Unknown users are left out.",
  role: "admin",
  request: { params: IdParam, body: jsonBody(z.strictObject({ userIds: z.array(Id).min(1).max(200) })) },
  responses: { 200: json("How many are new in it.", z.object({ added: z.int() })) },
});

const removeMember = defineRoute({
  method: "delete",
  path: "/{id}/members/{userId}",
  operationId: "removeGroupMember",
  tags,
  summary: "Take a user out of a group",
  role: "admin",
  request: { params: IdParam.extend({ userId: Id.openapi({ param: { name: "userId", in: "path" } }) }) },
  responses: { 204: { description: "Taken out." } },
});

export const groups = createRouter();

groups.openapi(list, async (c) => c.json(withTimes(await listGroups(c.var.ports, c.var.actor, c.req.valid("query"))), 200));

groups.openapi(create, async (c) => c.json(withTimes(await createGroup(c.var.ports, c.var.actor, c.req.valid("json"))), 201));

groups.openapi(read, async (c) => c.json(withTimes(await getGroup(c.var.ports, c.var.actor, c.req.valid("param").id)), 200));

groups.openapi(patch, async (c) =>
  c.json(withTimes(await updateGroup(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json"))), 200),
);

groups.openapi(remove, async (c) => {
  await deleteGroup(c.var.ports, c.var.actor, c.req.valid("param").id);
  return c.body(null, 204);
});

groups.openapi(listMembers, async (c) =>
  c.json(withTimes(await listGroupMembers(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("query"))), 200),
);

groups.openapi(addMembers, async (c) =>
  c.json(withTimes(await addGroupMembers(c.var.ports, c.var.actor, c.req.valid("param").id, c.req.valid("json").userIds)), 200),
);

groups.openapi(removeMember, async (c) => {
  const { id, userId } = c.req.valid("param");
  await removeGroupMember(c.var.ports, c.var.actor, id, userId);
  return c.body(null, 204);
});
