import { DatabaseSync } from "node:sqlite";
import path from "node:path";
import { readFile } from "node:fs/promises";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA, type Person, type Visitor, type World } from "./world.ts";

const JOAN: Person = { name: "Joan Clarke", email: "joan@example.org", password: "seven brown chairs outside" };
const DAY_MS = 86_400_000;

async function join(world: World, admin: Visitor): Promise<Visitor> {
  const { name, email, password } = JOAN;
  await world.api(admin, "POST", "/api/v1/users", { name, email, password, role: "editor" });
  return world.signedIn(JOAN);
}

/** Only time makes something old, or this. */
function age(world: World, title: string, days: number): void {
  const database = new DatabaseSync(path.join(world.product.dataDir, "smartypants.db"), { timeout: 5000 });
  database.prepare("update conversation set updated_at = updated_at - ? where title = ?").run(days * DAY_MS, title);
  database.close();
}

export const flows: readonly Flow[] = [
  {
    name: "retention: keeping less names what will go, nothing goes before, and the sweep says what went",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      for (const title of ["An old plan", "Another old plan"]) {
        await world.api(ada, "POST", "/api/v1/conversations", { title });
        age(world, title, 200);
      }
      await page.goto("/admin/health");
      await page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Retention" }).click();
      await page.getByRole("heading", { name: "Retention", exact: true }).waitFor();
      await page.getByText("There was none yet.").waitFor();
      await world.check(page, "retention");
      const save = page.getByRole("button", { name: "Save" });
      expect.equal(await save.isDisabled(), true, "without a change there is nothing to save");
      await page.getByRole("textbox", { name: "History of syncs" }).fill("120");
      await save.click();
      await page.getByText("Saved. The next sweep goes by it.").waitFor();
      await page.getByRole("textbox", { name: "Conversations" }).fill("180");
      await save.click();
      const dialog = page.getByRole("dialog", { name: "Keep less?" });
      await dialog.getByText("2 conversations").waitFor();
      await world.check(page, "retention-shorter");
      await dialog.getByRole("button", { name: "Keep less" }).click();
      await dialog.waitFor({ state: "detached" });
      const titles = async (): Promise<string> => JSON.stringify(await world.api(ada, "GET", "/api/v1/conversations?limit=100"));
      expect.includes(await titles(), "An old plan");
      await page.getByRole("button", { name: "Erase now" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Erase now" }).click();
      await page.getByRole("listitem").filter({ hasText: "2 conversations" }).waitFor();
      await page.getByText(/^Done /).waitFor();
      await world.check(page, "retention-swept");
      expect.excludes(await titles(), "old plan");
    },
  },
  {
    name: "your data: what is stored is said, and comes as one archive",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const joan = await join(world, ada);
      const { page } = joan;
      await world.api(joan, "POST", "/api/v1/conversations", { title: "Of Joan" });
      await page.goto("/account");
      await page.getByText(/Stored now: 1 conversation, 0 saved searches, 0 files\./).waitFor();
      await page.getByText(/Conversations are erased 180 days after their last question\. Pinned ones stay\./).waitFor();
      await page.getByRole("heading", { name: "Your data" }).scrollIntoViewIfNeeded();
      await world.check(page, "account-data");
      const started = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download your data" }).click();
      const download = await started;
      expect.includes(download.suggestedFilename(), "smartypants-export-");
      const archive = await readFile(await download.path());
      expect.equal(archive.subarray(0, 2).toString(), "PK", "the file should be a zip archive");
      expect.includes(archive.toString("latin1"), "README.txt");
      expect.includes(archive.toString("latin1"), "conversations/");
    },
  },
  {
    name: "erasure: a person is erased once their address is typed, is signed out at once, and the receipt says what went",
    run: async (world) => {
      const joan = await world.signedIn(JOAN);
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      await world.api(joan, "POST", "/api/v1/collections", {
        name: "Joan's shared ones",
        filter: {},
        audience: { visibility: "everyone", allow: [] },
      });
      await page.goto("/admin/people?q=joan");
      await page.getByRole("link", { name: `Details of ${JOAN.name}` }).click();
      const panel = page.getByRole("region", { name: "Details of a person" });
      await panel.getByRole("link", { name: "Export" }).waitFor();
      await world.check(page, "erase-panel");
      const started = page.waitForEvent("download");
      await panel.getByRole("link", { name: "Export" }).click();
      const archive = await readFile(await (await started).path());
      expect.excludes(archive.toString("latin1"), "conversations/");
      await panel.getByRole("button", { name: "Erase for good" }).click();
      const dialog = page.getByRole("dialog", { name: `Erase ${JOAN.name} for good?` });
      await dialog.getByText("1 conversation", { exact: true }).waitFor();
      await dialog.getByText("1 shared collection").waitFor();
      const erase = dialog.getByRole("button", { name: "Erase for good" });
      expect.equal(await erase.isDisabled(), true, "nothing must be erased before the address is typed");
      await dialog.getByLabel(`Type ${JOAN.email} to confirm`).fill(JOAN.email);
      await world.check(page, "erase-dialog");
      await erase.click();
      await dialog.getByText("Everything is erased.").waitFor();
      await world.check(page, "erase-receipt");
      await joan.page.goto("/search");
      await joan.page.waitForURL(/\/sign-in/);
      await dialog.getByRole("button", { name: "Done" }).click();
      await page.getByRole("heading", { name: "Nobody matches" }).waitFor();
      await page.goto("/admin/audit");
      await page
        .getByRole("row", { name: /a person was erased/ })
        .first()
        .waitFor();
      await world.check(page, "erase-audit");
      expect.includes(JSON.stringify(await world.api(ada, "GET", "/api/v1/collections")), "Joan's shared ones");
      world.forgive(/401/);
    },
  },
];
