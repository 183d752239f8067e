import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

const sheet = (page: Page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });
const results = (page: Page) => page.getByRole("list", { name: "Results" }).getByRole("listitem");

async function openSheet(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open the command palette" }).click();
  await page.getByRole("dialog").getByText("Keyboard shortcuts").click();
  await sheet(page).waitFor();
}

async function give(page: Page, name: string, ...keys: readonly string[]): Promise<void> {
  await sheet(page)
    .getByRole("button", { name: `Change the keys of: ${name}` })
    .click();
  const field = sheet(page).getByLabel(`New keys of: ${name}`);
  for (const key of keys) await field.press(key);
}

export const flows: readonly Flow[] = [
  {
    name: "shortcuts: they get other keys, tell of keys that are taken, show them everywhere, and go back to the usual",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/search?q=leave");
      await results(page).first().waitFor();
      await page.keyboard.press("?");
      await sheet(page).waitFor();
      await world.check(page, "shortcuts");
      await give(page, "Next result", "k");
      await sheet(page).getByText("Taken by: Previous result.").waitFor();
      await world.check(page, "shortcuts-meet");
      await sheet(page).getByRole("button", { name: "Cancel" }).click();
      await give(page, "Command palette", "Control+t");
      await sheet(page).getByText("The browser keeps these keys for itself.").waitFor();
      expect.equal(await sheet(page).getByRole("button", { name: "Save" }).isDisabled(), true, "what the browser keeps cannot be saved");
      await sheet(page).getByLabel("New keys of: Command palette").press("Escape");
      await sheet(page).getByLabel("New keys of: Command palette").waitFor({ state: "detached" });
      await give(page, "Next result", "n");
      await sheet(page).getByRole("button", { name: "Save" }).click();
      await give(page, "Go to the documents", "x", "d");
      await sheet(page).getByRole("button", { name: "Save" }).click();
      await page.keyboard.press("Escape");
      await sheet(page).waitFor({ state: "detached" });
      // The hint below the results has the new key, and the old one does nothing.
      await page.getByText("N", { exact: true }).waitFor();
      await page.keyboard.press("n");
      await page.locator("[data-on]").first().waitFor();
      await page.reload();
      await results(page).first().waitFor();
      await page.keyboard.press("x");
      await page.keyboard.press("d");
      await page.waitForURL(/\/documents/);
      await openSheet(page);
      await sheet(page).getByRole("button", { name: "All back to the usual" }).click();
      await page.keyboard.press("Escape");
      await sheet(page).waitFor({ state: "detached" });
      await page.keyboard.press("g");
      await page.keyboard.press("s");
      await page.waitForURL(/\/search/);
    },
  },
  {
    name: "shortcuts: keys without Ctrl can be switched off altogether, and the way back needs none",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/account");
      await page.getByRole("button", { name: "Show and change the shortcuts" }).click();
      await sheet(page).getByRole("switch", { name: "Keys without Ctrl or Alt are on" }).uncheck();
      await world.check(page, "shortcuts-single-off");
      await page.keyboard.press("Escape");
      await sheet(page).waitFor({ state: "detached" });
      await page.goto("/search?q=leave");
      await results(page).first().waitFor();
      for (const key of ["?", "/", "g", "d"]) await page.keyboard.press(key);
      expect.equal(await sheet(page).count(), 0, "a sign alone must do nothing");
      expect.includes(page.url(), "/search");
      expect.equal(await page.evaluate(() => document.activeElement?.tagName), "BODY", "the field must not be gone to");
      expect.equal(await page.getByText("all keys").count(), 0, "what is off is not hinted at");
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").getByText("Keyboard shortcuts").click();
      await sheet(page).getByRole("switch", { name: "Keys without Ctrl or Alt are on" }).check();
    },
  },
];
