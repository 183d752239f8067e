import { expect } from "./expect.ts";
import { startFakeProvider } from "./fake-provider.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

export const flows: readonly Flow[] = [
  {
    name: "models: one is found, added and tested, switched off and removed; one that does not answer says why",
    run: async (world) => {
      const provider = await startFakeProvider();
      try {
        const { page } = await world.signedIn(ADA);
        await page.goto("/admin/models");
        await page.getByRole("heading", { name: "No chat model yet" }).waitFor();
        await page.getByRole("button", { name: "Add a model" }).click();
        await page.getByLabel("Provider", { exact: true }).selectOption("OpenAI-compatible");
        await page.getByLabel("Base URL").fill(provider.baseUrl);
        await page.getByRole("button", { name: "Find models" }).click();
        await page.getByText("1 chat model found.").waitFor();
        await world.check(page, "admin-model-form");
        await page.getByRole("combobox", { name: "Model", exact: true }).fill("tiny-chat");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Add and test" }).click();
        await page
          .getByRole("row", { name: /tiny-chat.*Default/ })
          .getByText(/first word \d/)
          .waitFor();
        await world.check(page, "admin-models");
        await page.getByRole("button", { name: "More for tiny-chat" }).click();
        await page.getByRole("menuitem", { name: "Switch off" }).click();
        await page.getByRole("row", { name: /tiny-chat.*Off/ }).waitFor();
        provider.close();
        await page.getByRole("button", { name: "Test tiny-chat" }).click();
        await page
          .getByRole("row", { name: /tiny-chat/ })
          .getByText(/cannot be reached|could not be reached|refused/i)
          .waitFor();
        await page.getByRole("button", { name: "More for tiny-chat" }).click();
        await page.getByRole("menuitem", { name: "Remove" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
        await page.getByRole("heading", { name: "No chat model yet" }).waitFor();
      } finally {
        provider.close();
      }
    },
  },
  {
    name: "models: a provider's key is kept, never shown, and erased; budgets stay as they were saved",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/models");
      await page.getByRole("tab", { name: "Provider keys" }).click();
      await page.waitForURL(/tab=credentials/);
      await page.getByRole("button", { name: "Add a key" }).click();
      await page.getByLabel("Name").fill("Our OpenAI");
      await page.getByLabel("New API key").fill("sk-test-of-the-flow-4321");
      await page.getByRole("button", { name: "Save the key" }).click();
      await page.getByRole("row", { name: /Our OpenAI.*api\.openai\.com.*4321/ }).waitFor();
      expect.excludes(await page.content(), "sk-test-of-the-flow");
      await world.check(page, "admin-credentials");
      await page.getByRole("button", { name: "Delete Our OpenAI" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByRole("heading", { name: "No keys of providers yet" }).waitFor();
      await page.getByRole("tab", { name: "Budgets" }).click();
      const month = page.getByRole("group", { name: "Everybody, a month" });
      await month.getByLabel("US dollars").fill("120");
      await page.getByRole("button", { name: "Save the budgets" }).click();
      await page.getByText("The budgets are saved.").waitFor();
      await page.reload();
      expect.equal(await month.getByLabel("US dollars").inputValue(), "120", "the budget should have been kept");
      await world.check(page, "admin-budgets");
    },
  },
  {
    name: "models: another embedding model is prepared beside the one in use, compared, used, and gone back from",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/models?tab=meaning");
      const inUse = page.getByRole("region", { name: "In use" });
      await inUse.getByText("smartypants/static-en").waitFor();
      await page.getByRole("button", { name: "Change the model" }).click();
      await page.getByRole("radio", { name: "None: search by words only" }).check();
      await world.check(page, "admin-switch");
      await page.getByRole("button", { name: "Prepare it" }).click();
      const next = page.getByRole("region", { name: "On its way" });
      await next.getByRole("button", { name: "Use it now" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Use it now" }).click();
      await inUse.getByText("None: search by words only").waitFor();
      await world.check(page, "admin-meaning");
      await page.getByRole("region", { name: "Before" }).getByRole("button", { name: "Go back to it" }).click();
      await inUse.getByText("smartypants/static-en").waitFor();
    },
  },
];
