import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { answered, ask } from "./ask.ts";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA } from "./world.ts";

const QUESTION = "When do unused holidays I carried over from last year expire?";
const SECRET = "The numbat budget for 2027 is 4,310 euros. It was agreed upon by the finance team in November.\n";
const ABOUT_SECRET = "How much is the numbat budget for 2027?";

const log = (page: Page) => page.getByRole("log");
const list = (page: Page) => page.getByRole("region", { name: "Conversations" });

export const flows: readonly Flow[] = [
  {
    name: "chat: a file answers in its conversation alone, for its owner alone, and goes with it",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat");
      await page.getByRole("textbox", { name: "Your question" }).fill(ABOUT_SECRET);
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: /^Attach files, at most 20/ }).click();
      await (await chooser).setFiles({ name: "numbat.txt", mimeType: "text/plain", buffer: Buffer.from(SECRET) });
      await page.waitForURL(/\/chat\/.+/);
      const files = page.getByRole("list", { name: "Attached files" });
      await files.getByText("95 byte").waitFor();
      // What was typed came along.
      expect.equal(await page.getByRole("textbox", { name: "Your question" }).inputValue(), ABOUT_SECRET, "the draft");
      const tooLarge = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: /^Attach files/ }).click();
      await (
        await tooLarge
      ).setFiles({ name: "huge.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(20 * 1024 * 1024 + 1) });
      await files.getByText("too large: at most 20").waitFor();
      await world.check(page, "chat-attachments");
      await page.getByRole("button", { name: "Remove huge.bin" }).click();
      await page.getByRole("button", { name: "Send" }).click();
      await log(page).getByText("4,310 euros").waitFor();
      await log(page)
        .getByRole("button", { name: /^Source 1: numbat/ })
        .click();
      const panel = page.getByRole("region", { name: "Passage in its document" });
      await panel.locator("mark").waitFor();
      expect.includes(await panel.innerText(), "Only you can see it, and only in this chat");
      const address = await panel.getByRole("link", { name: "Download" }).getAttribute("href");
      const id = /documents\/([\w-]+)/.exec(address ?? "")?.[1] ?? "";
      const grace = await world.signedIn(GRACE);
      const statusFor = (visitor: { page: Page }, where: string): Promise<number> =>
        visitor.page.evaluate(async (path) => (await fetch(path)).status, where);
      expect.equal(await statusFor(grace, address ?? ""), 404, "nobody else may read it");
      expect.equal(await statusFor({ page }, `/api/v1/documents/${id}`), 404, "and its owner nowhere else");
      world.forgive(/status of 404/);
      await page.goto("/search?q=numbat+budget");
      await page.locator("[data-stale]").waitFor({ state: "detached" });
      await page.getByRole("status").first().waitFor();
      expect.excludes(await page.locator("main").innerText(), "4,310");
      await page.goto("/chat");
      await ask(page, ABOUT_SECRET);
      await log(page)
        .getByText(/Not enough evidence|No language model/)
        .waitFor();
      expect.excludes(await log(page).innerText(), "4,310");
    },
  },
  {
    name: "chat: nothing of a temporary chat is kept",
    run: async (world) => {
      const visitor = await world.signedIn(ADA);
      const { page } = visitor;
      await page.goto("/chat");
      await page.getByRole("button", { name: "Temporary chat" }).click();
      await page.getByText("Nothing is kept.", { exact: false }).waitFor();
      await world.check(page, "chat-temporary");
      await ask(page, "Do okapis count as holidays that expire?");
      await page.getByRole("heading", { level: 1, name: "Temporary chat" }).waitFor();
      await page.getByText("Nothing is kept.", { exact: false }).waitFor();
      await log(page)
        .getByText(/Not enough evidence|No language model/)
        .waitFor();
      expect.excludes(await list(page).innerText(), "okapis");
      expect.equal(await page.getByRole("button", { name: "Helpful", exact: true }).count(), 0, "it takes no feedback");
      const id = page.url().split("/").at(-1)?.split("?")[0] ?? "";
      const gone = page.waitForResponse((response) => response.request().method() === "DELETE" && response.url().includes(id));
      await page.getByRole("link", { name: "New chat" }).click();
      expect.equal((await gone).status(), 204, "leaving it should delete it");
      await page.goto(`/chat/${id}`);
      await page.getByText("There is no such chat").waitFor();
      await world.check(page, "chat-over");
      world.forgive(/status of 404/);
    },
  },
  {
    name: "chat: conversations are pinned, found by what was asked, and a deletion is taken back",
    run: async (world) => {
      const visitor = await world.signedIn(ADA);
      const { page } = visitor;
      const created = await world.api<{ id: string }>(visitor, "POST", "/api/v1/conversations", { title: "Penguins in the office" });
      await world.api(visitor, "POST", `/api/v1/conversations/${created.id}/messages`, { content: "Where do the penguins sleep?" });
      await page.goto(`/chat/${created.id}`);
      await list(page).getByRole("button", { name: "More for Penguins in the office" }).click();
      await page.getByRole("menuitem", { name: "Pin" }).click();
      await list(page)
        .getByRole("region", { name: "Pinned" })
        .or(list(page).locator("section", { hasText: "Pinned" }))
        .getByRole("link", { name: "Penguins in the office" })
        .waitFor();
      await world.check(page, "chat-pinned");
      // Not in the title, only in a question.
      await page.getByRole("textbox", { name: "Search chats" }).fill("SLEEP");
      await list(page).getByRole("link", { name: "Penguins in the office" }).waitFor();
      await list(page)
        .getByRole("link", { name: /holidays/ })
        .first()
        .waitFor({ state: "detached" });
      await page.getByRole("textbox", { name: "Search chats" }).fill("");
      await list(page).getByRole("button", { name: "More for Penguins in the office" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.waitForURL(/\/chat$/);
      await list(page).getByText("Deleted").waitFor();
      await list(page).getByRole("button", { name: "Undo" }).click();
      await list(page).getByRole("link", { name: "Penguins in the office" }).click();
      await page.getByText("Where do the penguins sleep?").first().waitFor();
      await list(page).getByRole("button", { name: "More for Penguins in the office" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      const gone = page.waitForResponse((response) => response.request().method() === "DELETE" && response.url().includes(created.id));
      // Closing the page ends the time to think better of it.
      await page.goto("/search");
      await gone.catch(() => {});
      await page.goto("/chat");
      await page.getByText("Search chats").or(list(page)).first().waitFor();
      await list(page).getByRole("link", { name: "Penguins in the office" }).waitFor({ state: "detached" });
    },
  },
  {
    name: "chat: follow-ups come from the sources, and the scope narrows what is looked in",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat");
      const scope = page.getByRole("dialog", { name: "Look in" });
      // Looked at where it covers nothing: what it half hides in a conversation is no target while it is open.
      await page.getByRole("button", { name: "Everything" }).click();
      await scope.getByText(/documents? you can open/).waitFor();
      await world.check(page, "chat-scope");
      await page.keyboard.press("Escape");
      await ask(page, QUESTION);
      const followUps = page.getByRole("region", { name: "Also in these sources" });
      await followUps.getByRole("button").first().click();
      await log(page)
        .getByText(/What does “.+” say about “.+”\?/)
        .first()
        .waitFor();
      await answered(page);
      await page.getByRole("button", { name: "Everything" }).click();
      await scope.getByRole("checkbox", { name: /^PDF/ }).check();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Filters, 1 on" }).waitFor();
      expect.includes(page.url(), "type=");
      await ask(page, QUESTION);
      await log(page).getByText("Not enough evidence").waitFor();
      await page.getByRole("button", { name: "Filters, 1 on" }).click();
      await scope.getByRole("button", { name: "Reset" }).click();
      await page.getByRole("button", { name: "Everything" }).waitFor();
    },
  },
];
