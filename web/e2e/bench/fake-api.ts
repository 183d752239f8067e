import type { Page } from "playwright-core";
import { benchDocument, CONVERSATION, longThread } from "./long-thread.ts";

const DOCUMENTS = 10_000;

/** Answers with a thread and a library that no server has to hold. */
export async function fakeApi(
  page: Page,
  { messages, isRunning }: { readonly messages: number; readonly isRunning: boolean },
): Promise<void> {
  const thread = JSON.stringify(longThread(messages, isRunning));
  await page.route(`**/api/v1/conversations/${CONVERSATION}`, (route) => route.fulfill({ contentType: "application/json", body: thread }));
  await page.route(`**/api/v1/conversations/${CONVERSATION}/attachments`, (route) => route.fulfill({ json: { items: [] } }));
  await page.route("**/api/v1/runs/*/follow-ups", (route) => route.fulfill({ json: { items: [] } }));
  await page.route("**/api/v1/documents/d*", (route) => route.fulfill({ json: benchDocument(0) }));
  await page.route("**/api/v1/documents?*", (route) => {
    const { searchParams } = new URL(route.request().url());
    const [from, limit] = [Number(searchParams.get("cursor") ?? 0), Number(searchParams.get("limit") ?? 50)];
    const items = Array.from({ length: Math.min(limit, DOCUMENTS - from) }, (_each, at) => benchDocument(from + at));
    return route.fulfill({ json: { items, nextCursor: from + limit < DOCUMENTS ? String(from + limit) : null } });
  });
}
