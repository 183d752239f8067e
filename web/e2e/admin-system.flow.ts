import { readFileSync } from "node:fs";
import { expect } from "./expect.ts";
import { startFakeProvider } from "./fake-provider.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA, type Visitor, type World } from "./world.ts";

/** First bytes of every gzip file. */
const GZIP = "1f8b";

async function useModel(world: World, visitor: Visitor, baseUrl: string): Promise<void> {
  const model = { name: "Tiny", provider: "openai-compatible", model: "tiny-chat", baseUrl, inputPrice: 1, outputPrice: 1 };
  await world.api(visitor, "POST", "/api/v1/models", model);
  await world.api(visitor, "POST", "/api/v1/answers", { question: "How long is parental leave?", stream: false });
}

export const flows: readonly Flow[] = [
  {
    name: "health: what is so, every check, and a backup that needs the password and can be fetched",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin");
      await page.waitForURL(/\/admin\/health$/);
      await page.getByText("The database file is sound").waitFor();
      await page.getByText(/[1-9]\d* documents, [\d,]+ passages/).waitFor();
      await page.getByText("none yet").waitFor();
      await world.check(page, "admin-health");
      await page.getByRole("button", { name: "Check every document" }).click();
      await page.getByText(/Every document was read/).waitFor();
      await page.getByRole("button", { name: "Back up now" }).click();
      await page.getByLabel("Your password").fill("not the password");
      await page.getByRole("button", { name: "Make the backup" }).click();
      await page.getByText("The password is wrong.").waitFor();
      await world.check(page, "admin-backup");
      await page.getByLabel("Your password").fill(ADA.password);
      await page.getByRole("button", { name: "Make the backup" }).click();
      const started = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download" }).click();
      const file = await (await started).path();
      expect.equal(readFileSync(file).subarray(0, 2).toString("hex"), GZIP, "the download should be an archive");
      await page.keyboard.press("Escape");
      await page.getByText("none yet").waitFor({ state: "detached" });
      world.forgive(/4\d\d \(/);
    },
  },
  {
    name: "usage: charts and sums for everybody, a table for spreadsheets, and for others only their own",
    run: async (world) => {
      const provider = await startFakeProvider();
      try {
        const ada = await world.signedIn(ADA);
        const { page } = ada;
        await useModel(world, ada, provider.baseUrl);
        await page.goto("/admin/usage");
        await page.getByRole("row", { name: /ada@example\.org/ }).waitFor();
        await page.getByRole("figure", { name: /^Calls: \d/ }).waitFor();
        await world.check(page, "admin-usage");
        await page.getByText("24 h").click();
        await page.waitForURL(/range=24h/);
        await page.getByText("Model", { exact: true }).click();
        await page
          .getByRole("row", { name: /tiny-chat/ })
          .first()
          .waitFor();
        const started = page.waitForEvent("download");
        await page.getByRole("button", { name: "CSV" }).click();
        expect.includes(readFileSync(await (await started).path(), "utf8"), "key,name,calls,inputTokens");
        const grace = await world.signedIn(GRACE);
        await grace.page.goto("/usage");
        await grace.page.getByRole("heading", { name: "No language model was asked in this time" }).waitFor();
        expect.excludes(await grace.page.locator("main").innerText(), "ada@example.org");
        await world.check(grace.page, "usage-own");
        const models = await world.api<{ items: { id: string }[] }>(ada, "GET", "/api/v1/models");
        for (const { id } of models.items) await world.api(ada, "DELETE", `/api/v1/models/${id}`);
      } finally {
        provider.close();
      }
    },
  },
  {
    name: "audit log: who did what, narrowed by what and by object; jobs and settings can be read",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/audit");
      await page
        .getByRole("row", { name: /Ada Lovelace/ })
        .first()
        .waitFor();
      await world.check(page, "admin-audit");
      await page.getByLabel("About").selectOption("API keys");
      await page.waitForURL(/type=api-key/);
      await page
        .getByRole("row", { name: /signed in/ })
        .first()
        .waitFor({ state: "detached" });
      await page
        .getByRole("row", { name: /revoked an API key/ })
        .getByRole("link")
        .first()
        .click();
      await page.waitForURL(/object=/);
      // The rows of before stay until those of the one key are there.
      const made = page.getByRole("row", { name: /made an API key/ });
      await made.nth(1).waitFor({ state: "detached" });
      await made.waitFor();
      expect.equal(await page.locator("tbody tr").count(), 2, "the key was made and revoked, nothing else");
      await page.goto("/admin/jobs?state=quarantined");
      await page.getByRole("heading", { name: "Nothing here" }).waitFor();
      await world.check(page, "admin-jobs");
      await page.goto("/admin/settings");
      await page.getByRole("row", { name: /SMARTY_DATA_DIR.*environment/ }).waitFor();
      await page.getByRole("checkbox", { name: "Only those that are set" }).check();
      await page.getByRole("row", { name: /SMARTY_HOST/ }).waitFor({ state: "detached" });
      await world.check(page, "admin-settings");
    },
  },
];
