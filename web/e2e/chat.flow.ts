import type { Page } from "playwright-core";
import { ask, stopButton } from "./ask.ts";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA } from "./world.ts";

const QUESTION = "When do unused holidays I carried over from last year expire?";
const CONVERSATION = /\/api\/v1\/conversations\/[^/?]+$/;
const EVENTS = /\/api\/v1\/runs\/[^/]+\/events/;

/** To this page an answer is still being made, however fast it was. */
async function keepRunning(page: Page): Promise<void> {
  await page.route(CONVERSATION, async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, body: (await response.text()).replaceAll('"state":"done"', '"state":"running"') });
  });
}

const citation = (page: Page) => page.getByRole("log").getByRole("button", { name: /^Source 1: Annual leave/ });

export const flows: readonly Flow[] = [
  {
    name: "chat: an answer, its citation, and the passage marked in its document",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat");
      await page.getByText("Ask about what you can open").waitFor();
      await world.check(page, "chat-new");
      await ask(page, QUESTION);
      await citation(page).waitFor();
      await page.getByText("No language model wrote this.", { exact: false }).waitFor();
      await world.check(page, "chat-answer");
      await citation(page).hover();
      await page.getByText("Quote checked against version 1").waitFor();
      await citation(page).click();
      const panel = page.getByRole("region", { name: "Passage in its document" });
      const marked = panel.locator("mark");
      await marked.waitFor();
      expect.includes(await marked.innerText(), "expire on 31 March");
      await page.mouse.move(700, 500);
      await page.getByText("Quote checked against version 1").waitFor({ state: "detached" });
      await world.check(page, "chat-passage");
      // The open citation is in the address.
      await page.reload();
      await marked.waitFor();
      await page.getByRole("button", { name: "Copy the answer with its sources" }).click();
      await page.getByText("Copied").waitFor();
      expect.includes(await page.evaluate(() => navigator.clipboard.readText()), "[1] Annual leave");
      await page.getByRole("button", { name: "Not helpful" }).click();
      await page.getByRole("button", { name: "Incomplete" }).click();
      await world.check(page, "chat-feedback");
      await page.getByRole("group", { name: "What was wrong with it?" }).getByRole("button", { name: "Send" }).click();
      await page.getByText("Thank you.", { exact: false }).waitFor();
    },
  },
  {
    name: "chat: nothing is made up where the documents say nothing",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat?ask=Is+there+a+gym+membership+discount+for+employees%3F");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("Not enough evidence").waitFor();
      await world.check(page, "chat-no-evidence");
    },
  },
  {
    name: "chat: what was read into a question is said above its answer",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat");
      await ask(page, "How many unused days move into the next year since 2001?");
      await page.getByText("What changed “since 2001” comes first.").waitFor();
      await world.check(page, "chat-reading");
    },
  },
  {
    name: "chat: an answer survives a reload while it is made",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat");
      // The events never come: to this page the answer is still being made.
      await keepRunning(page);
      await page.route(EVENTS, () => {});
      await ask(page, QUESTION);
      await stopButton(page).waitFor();
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.reload();
      await citation(page).waitFor();
      expect.equal(await stopButton(page).count(), 0, "nothing should be left to stop");
    },
  },
  {
    name: "chat: a broken stream goes on behind the last event that came",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      const asked: (string | undefined)[] = [];
      await keepRunning(page);
      await page.route(EVENTS, async (route) => {
        asked.push(route.request().headers()["last-event-id"]);
        const body = 'id: 1\nevent: phase\ndata: {"phase":"searching"}\n\nid: 2\nevent: something-new\ndata: {}\n\n';
        if (asked.length === 1) await route.fulfill({ status: 200, contentType: "text/event-stream", body });
        else await route.continue();
      });
      await page.goto("/chat");
      await ask(page, QUESTION);
      await citation(page).waitFor();
      expect.equal(asked[0], undefined, "the first connection should begin at the beginning");
      expect.equal(asked[1], "2", "the second should go on behind event 2");
    },
  },
  {
    name: "chat: conversations are renamed, found, deleted, and nobody else's",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/chat");
      await ask(page, QUESTION);
      await citation(page).waitFor();
      const address = page.url();
      const list = page.getByRole("region", { name: "Conversations" });
      await list.locator("[data-on]").getByRole("button").click();
      await page.getByRole("menuitem", { name: "Rename" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Holidays carried over");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("heading", { level: 1, name: "Holidays carried over" }).waitFor();
      await page.getByRole("textbox", { name: "Search chats" }).fill("carried OVER");
      await list.getByRole("link", { name: "Holidays carried over" }).waitFor();
      const grace = await world.signedIn(GRACE);
      const status = await grace.page.evaluate(
        async (path) => (await fetch(path)).status,
        `/api/v1/conversations/${address.split("/").at(-1)}`,
      );
      expect.equal(status, 404, "another's chat should look missing");
      world.forgive(/status of 404/);
      await list.locator("[data-on]").getByRole("button").click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.waitForURL(/\/chat$/);
      await page.getByRole("link", { name: "Holidays carried over" }).waitFor({ state: "detached" });
      // The time in which it can be taken back ends; the row goes with it.
      await list.getByText("Deleted").waitFor();
      await list.getByText("Deleted").waitFor({ state: "detached", timeout: 15_000 });
    },
  },
];
