import { readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA, type World } from "./world.ts";

/** A job that nothing here can do: it fails for good, and waits for a hand. */
function addHopelessJob({ product }: World): void {
  const database = new DatabaseSync(path.join(product.dataDir, "smartypants.db"), { timeout: 5000 });
  const now = Date.now();
  database
    .prepare(
      "insert into job (task, payload, state, priority, run_at, max_attempts, created_at) values ('of-another-version', '{}', 'waiting', 0, ?, 1, ?)",
    )
    .run(now, now);
  database.close();
}

const lineOf = (page: Page, text: RegExp) => page.locator("tbody tr").filter({ hasText: text });

export const flows: readonly Flow[] = [
  {
    name: "settings: a number that may not be is said beside its field, one that is pinned cannot be changed, and changes hold in other browsers at once",
    run: async (world) => {
      const grace = await world.signedIn(GRACE);
      await grace.page.goto("/chat");
      const attach = grace.page.getByRole("button", { name: /^Attach files, at most 20 MB/ });
      await attach.waitFor();
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      await page.goto("/admin/settings");
      const days = page.getByRole("textbox", { name: "Invitations and password links work for" });
      await days.fill("99");
      await page.getByRole("textbox", { name: "Name of the organisation" }).fill("Analytical Engines Ltd");
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByText("Write a whole number from 1 to 30 (days).", { exact: true }).waitFor();
      await page.getByText("SMARTY_LOG_DAYS").waitFor();
      await page.getByText("30 days", { exact: true }).waitFor();
      expect.equal(await page.getByRole("textbox", { name: "Keep lines for" }).count(), 0, "what the environment sets is changed there");
      await world.check(page, "admin-settings-refused");
      await days.fill("3");
      await page.getByRole("switch", { name: "Files in chats" }).click({ force: true });
      await page.getByText("3 changes are not saved").waitFor();
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByText("Saved. It holds from now on.").waitFor();
      await page.getByText(/not saved/).waitFor({ state: "detached" });
      await world.check(page, "admin-settings-changed");
      // The page that was open all the time is told in words; the next one does not offer it.
      await grace.page
        .locator("input[type=file]")
        .first()
        .setInputFiles({ name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Notes") });
      await grace.page.getByText(/an administrator has switched this off/).waitFor();
      await grace.page.goto("/chat");
      await grace.page.getByRole("button", { name: "Temporary chat" }).waitFor();
      expect.equal(await grace.page.getByRole("button", { name: /^Attach files/ }).count(), 0, "what is off is not shown");
      const stranger = await world.visitor();
      await stranger.page.goto("/sign-in");
      await stranger.page.getByText("Analytical Engines Ltd").waitFor();
      await world.check(stranger.page, "sign-in-organisation");
      const invite = { email: "later@example.org", role: "member" };
      const made = await world.api<{ createdAt: string; expiresAt: string }>(ada, "POST", "/api/v1/invites", invite);
      expect.equal(Math.round((Date.parse(made.expiresAt) - Date.parse(made.createdAt)) / 86_400_000), 3, "the link's days");
      for (const title of ["Name of the organisation", "Invitations and password links work for", "Files in chats"]) {
        await page.getByRole("button", { name: new RegExp(`^Reset to .*: ${title}$`) }).click();
      }
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByText(/not saved/).waitFor({ state: "detached" });
      await grace.page.reload();
      await grace.page.getByRole("button", { name: /^Attach files/ }).waitFor();
      await page.goto("/admin/audit?type=setting");
      await page
        .getByRole("row", { name: /people\.linkDays.*from: 3, to: 7/ })
        .first()
        .waitFor();
      world.forgive(/4\d\d \(/);
    },
  },
  {
    name: "log: the report id of a failed request leads to its line, which can be opened, followed and saved",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/logs?by=job&id=%2Fno%2Fid%2F");
      await page.getByRole("heading", { name: "The log could not be read" }).waitFor();
      await page.getByRole("link", { name: "Find it in the log" }).click();
      await page.waitForURL(/by=request&id=/);
      const line = lineOf(page, /request refused/);
      await line.waitFor();
      await line.locator("summary").click();
      await page.getByText('"code": "invalid"').waitFor();
      await page.getByText("Paused: new lines come when you follow again.").waitFor();
      await world.check(page, "admin-log-request");
      await page.getByRole("button", { name: "Follow" }).click();
      await page.getByLabel("Belongs to").selectOption("Anything");
      await page.getByText("New lines come by themselves.").waitFor();
      await page.getByLabel("Contains").fill("/api/v1/no-such-thing");
      await page.getByLabel("Contains").press("Enter");
      await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
      // Nobody touches the page: the line comes by itself.
      await page.evaluate(() => fetch("/api/v1/no-such-thing"));
      await lineOf(page, /no-such-thing.*not_found/).waitFor();
      const started = page.waitForEvent("download");
      await page.getByRole("link", { name: "Export" }).click();
      const exported = readFileSync(await (await started).path(), "utf8")
        .trimEnd()
        .split("\n");
      expect.equal(exported.length, 1, "the file has the lines that match");
      expect.includes(exported[0] ?? "", "no-such-thing");
      await page.goto("/admin/logs?level=warn&text=nothing+says+this");
      await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
      await page.getByRole("button", { name: "Clear the filters" }).click();
      await page.getByRole("row").nth(3).waitFor();
      await world.check(page, "admin-log");
      world.forgive(/4\d\d \(/);
    },
  },
  {
    name: "log: a failed job's row leads to its lines",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      addHopelessJob(world);
      await page.goto("/admin/jobs?state=failed");
      await page.getByRole("link", { name: "Log of of-another-version" }).click();
      await page.waitForURL(/by=job&id=/);
      await lineOf(page, /Error\s*a job has failed for good/)
        .locator("summary")
        .click();
      await page.getByText(/Nothing here runs jobs of the kind/).waitFor();
      await world.check(page, "admin-log-job");
      expect.equal(await page.locator("tbody tr").count(), 1, "no line of another job");
    },
  },
];
