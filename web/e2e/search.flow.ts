import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA, type Visitor, type World } from "./world.ts";

const HOSTILE = `<img src=x onerror="document.title='owned'"> [click](javascript:alert(1)) ![x](https://evil.example/pixel.png)`;

/** Uploads a text and waits for it to be searchable. */
async function upload({ page }: Visitor, name: string, text: string): Promise<void> {
  const state = await page.evaluate(
    async ({ name: fileName, text: content }) => {
      const form = new FormData();
      form.append("file", new File([content], fileName));
      form.append("access", JSON.stringify({ mode: "private" }));
      const reply = await fetch("/api/v1/uploads", { method: "POST", body: form });
      const { documents } = (await reply.json()) as { documents: { state: string }[] };
      return documents[0]?.state;
    },
    { name, text },
  );
  expect.equal(state, "indexed", `${name} should be searchable`);
}

const results = (page: Page) => page.getByRole("list", { name: "Results" }).getByRole("listitem");

async function searchFor(page: Page, query: string): Promise<void> {
  await page.getByRole("combobox", { name: "Search" }).fill(query);
  await page.locator("[data-stale]").waitFor({ state: "detached" });
}

export const flows: readonly Flow[] = [
  {
    name: "search: results while typing, filters with counts, the passage in its document, by keyboard alone",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search");
      await page.getByText("Type what you are looking for").waitFor();
      await world.check(page, "search-empty");
      await page.keyboard.type("parental leave");
      await results(page).first().waitFor();
      await page.waitForURL(/q=parental/);
      expect.includes(await results(page).first().innerText(), "Parental leave");
      await page.getByRole("checkbox", { name: /^hr/ }).check();
      await page.waitForURL(/folder/);
      await page.getByRole("button", { name: "Remove the filter hr" }).waitFor();
      // The other folders keep their counts, or nobody could add one.
      await page.getByRole("checkbox", { name: /^office/ }).waitFor();
      await page.getByRole("button", { name: "Remove the filter hr" }).click();
      await page.keyboard.press("Escape");
      await page.locator("body").click({ position: { x: 700, y: 6 } });
      await page.keyboard.press("j");
      await page.keyboard.press(" ");
      const preview = page.getByRole("region", { name: "Passage in its document" });
      await preview.locator("mark").first().waitFor();
      await preview.getByText("You can see this through everyone here").waitFor();
      await world.check(page, "search-preview");
      const title = await preview.getByRole("heading", { level: 2 }).innerText();
      await page.keyboard.press("j");
      await page.waitForFunction(
        (before) => document.querySelector("section[aria-label='Passage in its document'] h2")?.textContent !== before,
        title,
      );
      await page.keyboard.press("Escape");
      await preview.waitFor({ state: "detached" });
      await page.keyboard.press("/");
      expect.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Search", "/ should lead to the field");
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await world.check(page, "search-keys");
    },
  },
  {
    name: "search: why a result is there, and nothing found says what to do",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search?q=parental+leave");
      await page
        .getByRole("button", { name: /^Why this/ })
        .first()
        .click();
      await page.getByText(/^Score/).waitFor();
      await world.check(page, "search-why");
      await searchFor(page, "parental after:20");
      await page.getByText("Write a date behind after:").waitFor();
      await searchFor(page, "zzgrblx in:nowhere");
      await page.getByText("No document you can open matches").waitFor();
      await world.check(page, "search-nothing");
      await page.getByRole("button", { name: "Drop in:nowhere" }).click();
      await page.waitForURL(/q=zzgrblx$/);
    },
  },
  {
    name: "search: results are saved as CSV with all their rows",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search?q=leave");
      await results(page).first().waitFor();
      const found = Number(/^\d+/.exec(await page.getByText(/^\d+ documents$/).innerText())?.[0]);
      await page.getByRole("button", { name: "Export the results" }).click();
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "CSV" }).click()]);
      const titles = readFileSync(await download.path(), "utf8").match(/^[^\r\n]+,Handbook,/gm) ?? [];
      expect.equal(titles.length, found, "every document found should be a row");
    },
  },
  {
    name: "search: what documents hold stays text",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      await upload(ada, "wombat.txt", `Wombat notes\n\n${HOSTILE} about wombats.\n`);
      const { page } = ada;
      await page.goto("/search?q=wombats");
      await page.getByRole("button", { name: "wombat", exact: false }).first().click();
      const preview = page.getByRole("region", { name: "Passage in its document" });
      await preview.getByText("onerror=").waitFor();
      expect.equal(await page.locator("img").count(), 0, "no picture may come from a document");
      expect.excludes(await page.title(), "owned");
    },
  },
  {
    name: "search: a second person sees nothing private",
    run: async (world: World) => {
      const { page } = await world.signedIn(GRACE);
      await page.goto("/search?q=wombats");
      await page.locator("[data-stale]").waitFor({ state: "detached" });
      await page
        .getByRole("status")
        .getByText(/documents?$/)
        .or(page.getByText("No document you can open matches"))
        .first()
        .waitFor();
      expect.excludes(await page.locator("main").innerText(), "onerror");
      expect.excludes(await page.locator("main").innerText(), "Wombat notes");
      await page.goto("/search?q=parental+leave");
      await results(page).first().waitFor();
    },
  },
];
