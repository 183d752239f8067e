import { type ChildDocument, type ChildPage, ERROR_CODES } from "@smartypants/sdk";

/** Children as they come from a process that hostile input may have taken over: only what has the right shape. */
export function readChildren(value: unknown): ChildPage | undefined {
  if (!isObject(value) || !Array.isArray(value["items"])) return undefined;
  const items = (value["items"] as unknown[]).map(readChild).filter((item) => item !== undefined);
  const { next } = value;
  return { items, ...(typeof next === "number" && Number.isSafeInteger(next) && next > 0 && { next }) };
}

function readChild(value: unknown): ChildDocument | undefined {
  if (!isObject(value) || typeof value["path"] !== "string") return undefined;
  const content = readContent(value["content"]);
  const { path, updatedAt } = value;
  if (content === undefined) return undefined;
  return { path, content, ...(typeof updatedAt === "number" && Number.isFinite(updatedAt) && { updatedAt }) };
}

function readContent(value: unknown): ChildDocument["content"] | undefined {
  if (value instanceof Uint8Array) return value;
  if (!isObject(value) || typeof value["message"] !== "string") return undefined;
  const code = ERROR_CODES.find((each) => each === value["code"]) ?? "corrupt";
  return { code, message: value["message"].slice(0, 2_000) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
