import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

const field = (page: Page) => page.getByRole("combobox", { name: "Search" });
const results = (page: Page) => page.getByRole("list", { name: "Results" }).getByRole("listitem");

export const flows: readonly Flow[] = [
  {
    name: "search: a search is saved, run from the list and the palette, renamed and forgotten",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search?q=parental+leave&type=%5B%22markdown%22%5D&sort=newest");
      await results(page).first().waitFor();
      await page.getByRole("button", { name: "Save this search" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Parents");
      await world.check(page, "search-save");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const saved = page.getByRole("region", { name: "Saved searches" });
      await saved.getByRole("link", { name: "Parents" }).waitFor();
      await page.goto("/search");
      await saved.getByRole("link", { name: "Parents" }).click();
      await page.waitForURL(/q=parental/);
      expect.includes(page.url(), "sort=newest");
      expect.includes(page.url(), "markdown");
      await results(page).first().waitFor();
      await saved.getByRole("button", { name: "More for Parents" }).click();
      await page.getByRole("menuitem", { name: "Rename" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("For parents");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await saved.getByRole("link", { name: "For parents" }).waitFor();
      await world.check(page, "search-saved");
      await page.goto("/");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByRole("textbox").or(page.getByRole("dialog").getByRole("searchbox")).first().fill("for par");
      await page.getByRole("dialog").getByText("For parents", { exact: true }).click();
      await page.waitForURL(/search.*q=parental/);
      await saved.getByRole("button", { name: "More for For parents" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await saved.waitFor({ state: "detached" });
    },
  },
  {
    name: "search: a time in the words is said, and left out where only the words are wanted",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search?q=parental+leave+since+2001");
      await results(page).first().waitFor();
      await page.getByText("What changed “since 2001” comes first.").waitFor();
      await world.check(page, "search-reading");
      await page.getByRole("button", { name: "The words alone" }).click();
      await page.getByText("comes first.").waitFor({ state: "detached" });
      expect.includes(page.url(), "literal=true");
      await results(page).first().waitFor();
    },
  },
  {
    name: "search: operators are completed by keyboard, results are ordered by date, and days narrow them",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search?q=leave");
      await results(page).first().waitFor();
      await field(page).focus();
      await page.keyboard.press("End");
      await page.keyboard.type(" ty");
      const options = page.getByRole("listbox").getByRole("option");
      await options.getByText("type:", { exact: true }).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await options.getByText("type:markdown").waitFor();
      await world.check(page, "search-completion");
      await field(page).focus();
      await page.keyboard.type("mark");
      await page.keyboard.press("Tab");
      expect.equal(await field(page).inputValue(), "leave type:markdown ", "the completed query");
      await page.waitForURL(/type%3Amarkdown/);
      // Escape closes the list first, and leaves the field afterwards.
      await page.keyboard.type("fr");
      await page.getByRole("listbox").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("listbox").waitFor({ state: "detached" });
      expect.equal(await page.evaluate(() => document.activeElement?.getAttribute("role")), "combobox", "the field keeps the focus");
      await field(page).fill("parental leave");
      await page.getByRole("button", { name: "Sorted by: Best match" }).click();
      await page.getByRole("menuitem", { name: "Oldest first" }).click();
      await page.waitForURL(/sort=oldest/);
      await page.getByRole("button", { name: "Sorted by: Oldest first" }).waitFor();
      await page.locator("[data-stale]").waitFor({ state: "detached" });
      const times = await results(page)
        .locator("time")
        .evaluateAll((all) => all.map((each) => each.getAttribute("datetime") ?? ""));
      expect.equal(times.length > 2, true, "there should be results");
      expect.equal(times.join(), times.toSorted().join(), "the oldest first");
      await page.getByLabel("To", { exact: true }).fill("2001-01-31");
      await page.getByText("No document you can open matches").waitFor();
      await page.getByRole("button", { name: /^Drop the filters/ }).click();
      await results(page).first().waitFor();
    },
  },
  {
    name: "search: what a search had to do without is said, and the questions go on to the chat with their filters",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.route("**/api/v1/search", async (route) => {
        const response = await route.fetch();
        const body = (await response.json()) as object;
        await route.fulfill({ response, json: { ...body, degraded: ["lexical-only"] } });
      });
      await page.goto("/search?q=parental+leave+type%3Amarkdown");
      await page.getByText("Meaning search is not available now.", { exact: false }).waitFor();
      await world.check(page, "search-degraded");
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.getByRole("checkbox", { name: /^hr/ }).check();
      await page.waitForURL(/folder/);
      await page.getByRole("link", { name: "Ask about these" }).click();
      await page.waitForURL(/\/chat/);
      expect.equal(
        await page.getByRole("textbox", { name: "Your question" }).inputValue(),
        "parental leave",
        "the words without operators",
      );
      await page.getByRole("button", { name: "Filters, 1 on" }).waitFor();
    },
  },
];
