import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

export const flows: readonly Flow[] = [
  {
    name: "set-up: from the printed link to the first cited answer",
    run: async (world) => {
      const { page } = await world.visitor();
      await page.goto(`/setup#token=${world.product.setupToken()}`);
      await page.getByRole("heading", { name: "Set up SmartyPants" }).waitFor();
      expect.equal(new URL(page.url()).hash, "", "the token must leave the address");
      await world.check(page, "setup-administrator");
      await page.getByLabel("Your name").fill(ADA.name);
      await page.getByLabel("E-mail address").fill(ADA.email);
      await page.getByLabel("Password", { exact: true }).fill(ADA.password);
      await page.getByRole("button", { name: "Create administrator" }).click();
      await page.getByRole("heading", { name: "Language model" }).waitFor();
      await page.getByRole("button", { name: "Test smartypants/static-en" }).click();
      await page.getByText(/read a sentence in \d/).waitFor();
      await page.getByText("None was found running.").waitFor();
      // Whoever comes back is where they stopped.
      await page.goto("/setup");
      await page.getByRole("button", { name: "Skip: search works without a model" }).waitFor();
      await world.check(page, "setup-model");
      await page.getByRole("button", { name: "Skip: search works without a model" }).click();
      await page.getByRole("button", { name: "Load the sample handbook" }).waitFor();
      await page.goto("/setup");
      await page.getByRole("button", { name: "Load the sample handbook" }).waitFor();
      await world.check(page, "setup-source");
      await page.getByRole("button", { name: "Load the sample handbook" }).click();
      await page.getByText("Ready to search").waitFor({ timeout: 60_000 });
      await world.check(page, "setup-synced");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("How many weeks of leave do birthing parents receive?").waitFor();
      await world.check(page, "setup-question");
      await page.getByText("How many weeks of leave do birthing parents receive?").click();
      await page.waitForURL(/\/chat\/.+/);
      await page.getByRole("button", { name: /^Source 1: Parental leave/ }).waitFor();
      expect.includes(await page.getByRole("log").innerText(), "20 weeks of leave at full base pay");
    },
  },
];
