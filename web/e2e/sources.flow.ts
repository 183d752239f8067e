import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { makeFolder, makeTroubledFolder } from "./troubled-folder.ts";
import { ADA, type Person, type Visitor, type World } from "./world.ts";

/** May not manage sources. */
const NORA: Person = { name: "Nora Holm", email: "nora@example.org", password: "eleven green paper kites" };
const RUN_MS = 60_000;

interface SourceBody {
  readonly id: string;
  readonly lastRun: { readonly state: string } | null;
}

async function withNora(world: World, ada: Visitor): Promise<Visitor> {
  const { items } = await world.api<{ items: { email: string }[] }>(ada, "GET", "/api/v1/users");
  if (!items.some((user) => user.email === NORA.email)) await world.api(ada, "POST", "/api/v1/users", { ...NORA, role: "member" });
  return world.signedIn(NORA);
}

/** Connects and syncs a folder without the form. */
async function connect(world: World, ada: Visitor, name: string, folder: string, access: object = { mode: "everyone" }): Promise<string> {
  const body = { connector: "folder", name, settings: { path: folder }, access, schedule: null };
  const { id } = await world.api<SourceBody>(ada, "POST", "/api/v1/sources", body);
  await world.api(ada, "POST", `/api/v1/sources/${id}/sync`, {});
  await untilSynced(world, ada, id);
  return id;
}

async function untilSynced(world: World, ada: Visitor, id: string): Promise<void> {
  const end = Date.now() + RUN_MS;
  for (;;) {
    const { lastRun } = await world.api<SourceBody>(ada, "GET", `/api/v1/sources/${id}`);
    if (lastRun !== null && lastRun.state !== "queued" && lastRun.state !== "running") return;
    if (Date.now() > end) throw new Error(`the source ${id} is still ${lastRun?.state ?? "without a run"}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const row = (page: Page, name: string) => page.getByRole("list", { name: "Sources" }).getByRole("listitem", { name, exact: true });
const ledger = (page: Page) => page.getByRole("list", { name: "Items" }).getByRole("listitem");
const sum = (page: Page) => page.locator("[data-sum]");

export const flows: readonly Flow[] = [
  {
    name: "sources: a folder is connected by its form, tested with three items before anything is stored, and synced",
    run: async (world) => {
      const folder = makeTroubledFolder();
      const { page } = await world.signedIn(ADA);
      await page.goto("/sources");
      await page.getByRole("link", { name: "Connect" }).click();
      await page.getByRole("button", { name: /^Folder/ }).waitFor();
      await world.check(page, "sources-catalogue");
      await page.getByRole("button", { name: /^Folder/ }).click();
      await page.getByRole("textbox", { name: "Folder", exact: true }).fill("relative/path");
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("radio", { name: /Everyone signed in/ }).waitFor();
      await world.check(page, "sources-add-access");
      await page.getByRole("button", { name: "Next" }).click();
      // The server's word about a field leads back to that field.
      await page
        .getByText(/Give the whole path/)
        .first()
        .waitFor();
      world.forgive(/400/);
      await page.getByRole("textbox", { name: "Folder", exact: true }).fill(`${folder.path}/nowhere`);
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByText("Does not work").waitFor();
      expect.equal(await page.getByRole("button", { name: "Next" }).isDisabled(), true, "a source that does not work is not connected");
      await page.getByRole("button", { name: "What to read" }).click();
      await page.getByRole("textbox", { name: "Folder", exact: true }).fill(folder.path);
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("heading", { name: "3 items, as they would be stored" }).waitFor();
      await world.check(page, "sources-add-test");
      const { items } = await world.api<{ items: unknown[] }>({ page, context: page.context() }, "GET", "/api/v1/sources");
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Zeppelin files");
      await page.getByRole("combobox", { name: "Sync by itself" }).click();
      await page.getByRole("option", { name: /every day/ }).click();
      await world.check(page, "sources-add-schedule");
      await page.getByRole("button", { name: "Connect and sync" }).click();
      await page.getByRole("heading", { name: "Zeppelin files" }).waitFor();
      await page
        .getByText("6 items = 3 indexed")
        .or(sum(page).filter({ hasText: /6 items\s*=\s*3 indexed/ }))
        .first()
        .waitFor({ timeout: RUN_MS });
      await page.getByRole("link", { name: "Sources" }).first().click();
      await row(page, "Zeppelin files")
        .getByText(/every day at/)
        .waitFor();
      const after = await world.api<{ items: unknown[] }>({ page, context: page.context() }, "GET", "/api/v1/sources");
      expect.equal(after.items.length, items.length + 1, "the tests store nothing");
      await world.check(page, "sources");
      folder.remove();
    },
  },
  {
    name: "sources: a running sync says how much is listed, fetched, indexed, and how fast; it can be stopped",
    run: async (world) => {
      const files = Array.from({ length: 3000 }, (_, at): [string, string] => [
        `part-${at % 20}/note-${at}.md`,
        `# Note ${at}\n\n${"A line of it. ".repeat(60)}`,
      ]);
      const folder = makeFolder(Object.fromEntries(files));
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      const body = {
        connector: "folder",
        name: "Many notes",
        settings: { path: folder.path },
        access: { mode: "everyone" },
        schedule: null,
      };
      const { id } = await world.api<SourceBody>(ada, "POST", "/api/v1/sources", body);
      await page.goto("/sources");
      await row(page, "Many notes").getByText("Not synced yet").waitFor();
      await row(page, "Many notes").getByRole("button", { name: "More about Many notes" }).click();
      await page.getByRole("menuitem", { name: "Sync now" }).click();
      await row(page, "Many notes").getByText("Syncing").waitFor();
      await row(page, "Many notes")
        .getByText(/a second$/)
        .waitFor();
      const shown = await row(page, "Many notes").innerText();
      for (const phase of ["Listed", "Fetched", "Indexed", "Unchanged", "Skipped", "Failed"]) expect.includes(shown, phase);
      await row(page, "Many notes").getByRole("button", { name: "More about Many notes" }).click();
      await page.getByRole("menuitem", { name: "Stop this sync" }).click();
      await row(page, "Many notes").getByText("Stopped").waitFor();
      await page.goto(`/sources/${id}`);
      await page.getByText(/^Stopped: /).waitFor();
      await world.api(ada, "DELETE", `/api/v1/sources/${id}`);
      folder.remove();
    },
  },
  {
    name: "sources: paused ones wait, and go on when resumed",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/sources");
      await row(page, "Zeppelin files").getByRole("link").first().click();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByText("Paused", { exact: true }).waitFor();
      expect.equal(await page.getByRole("button", { name: "Sync now" }).count(), 0, "a paused source is resumed first");
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByRole("button", { name: "Sync now" }).waitFor();
      await world.check(page, "source-overview");
    },
  },
  {
    name: "ledger: what failed first, with its cause and what to do; ignored, taken back, tried again; found by cause and by name",
    run: async (world) => {
      const folder = makeTroubledFolder();
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      const id = await connect(world, ada, "Troubled", folder.path);
      await page.goto(`/sources/${id}`);
      await page.getByRole("tab", { name: /^Items/ }).click();
      await ledger(page).first().waitFor();
      expect.equal(await ledger(page).count(), 3, "what is not indexed");
      expect.includes(await ledger(page).first().innerText(), "broken.docx");
      await ledger(page).first().getByRole("button", { expanded: false }).click();
      await page.getByText("Open it and save it again.").first().waitFor();
      await world.check(page, "ledger");
      await page.getByRole("button", { name: "Ignore broken.docx" }).click();
      await sum(page).getByText("ignored").waitFor();
      expect.includes((await sum(page).innerText()).replaceAll(/\s+/g, ""), "6items=3indexed+2skipped+0failed+1ignored");
      await page.getByRole("radiogroup", { name: "What to show" }).getByText("Ignored").click();
      await page.getByRole("button", { name: "No longer ignore broken.docx" }).click();
      await sum(page).getByText("ignored").waitFor({ state: "detached" });
      await page.getByRole("radiogroup", { name: "What to show" }).getByText("Skipped").click();
      await page.waitForURL(/state=skipped/);
      await page.getByRole("combobox", { name: "Any cause" }).click();
      await page.getByRole("option", { name: "There is no text in it" }).click();
      await page.waitForURL(/reason=empty/);
      await ledger(page).filter({ hasText: "blank.txt" }).waitFor();
      await page.goto(`/sources/${id}?tab=items`);
      await page.getByLabel("Find an item").fill("film");
      await page.waitForURL(/q=film/);
      await ledger(page).filter({ hasText: "blank.txt" }).waitFor({ state: "detached" });
      expect.equal(await ledger(page).count(), 1, "found by name");
      folder.write("odd/broken.docx", "PK");
      await page.goto(`/sources/${id}?tab=items&state=failed`);
      await page.getByRole("button", { name: "Retry 1 failed" }).click();
      await page.getByText("1 item is tried again").waitFor();
      await page.getByRole("tab", { name: "Overview" }).click();
      await page
        .getByRole("button", { name: /skipped|failed|indexed|nothing new/i })
        .first()
        .click();
      await page.getByText(/= \d+ indexed \+ \d+ unchanged \+ \d+ skipped \+ \d+ failed/).waitFor();
      folder.remove();
    },
  },
  {
    name: "access: a source that is restricted is gone for the others at once, and its folders can differ",
    run: async (world) => {
      const folder = makeTroubledFolder();
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      const nora = await withNora(world, ada);
      const id = await connect(world, ada, "Shared zeppelins", folder.path);
      const found = async (): Promise<readonly string[]> => {
        const { items } = await world.api<{ items: { title: string }[] }>(nora, "GET", `/api/v1/documents?source=${id}&order=title`);
        return items.map((each) => each.title);
      };
      expect.equal((await found()).length, 3, "everyone reads it");
      await page.goto(`/sources/${id}?tab=access`);
      await page.getByRole("radio", { name: /Only some people/ }).check();
      const field = page.getByRole("combobox", { name: "People and groups that may read it" });
      await field.fill("nobody-knows");
      await page.getByText("Nobody found").first().waitFor();
      await field.press("Enter");
      await page.getByText("Choose one from the list").waitFor();
      await field.fill("lovel");
      await page.getByRole("option", { name: /Ada Lovelace/ }).click();
      await page.getByRole("button", { name: `Remove ${ADA.email}` }).waitFor();
      await page.getByRole("button", { name: "Add a folder" }).click();
      await page.getByLabel("Folder 1", { exact: true }).fill("pay");
      await page.getByRole("combobox", { name: "Who may read folder 1" }).click();
      await page.getByRole("option", { name: "Everyone signed in" }).click();
      await world.check(page, "source-access");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Access changed").waitFor();
      expect.equal((await found()).join(), "Salary bands", "what the folder's rule opens");
      await page.getByText("1 person; 1 folder differs").waitFor();
      folder.remove();
    },
  },
  {
    name: "sources: name, schedule and settings are changed, and a folder that is gone says so",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/sources");
      await row(page, "Troubled").getByRole("link").first().click();
      await page.getByRole("tab", { name: "Settings" }).click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("Troubled no more");
      await page.getByRole("combobox", { name: "Sync by itself" }).click();
      await page.getByRole("option", { name: "every hour" }).click();
      await page.getByRole("button", { name: "Test" }).click();
      await page.getByText("Does not work").waitFor();
      await world.check(page, "source-settings");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name: "Troubled no more" }).waitFor();
      await page
        .getByText(/^every hour/)
        .first()
        .waitFor();
      await page.getByRole("button", { name: "Sync now" }).click();
      await page
        .getByText(/does not exist; check the path/)
        .first()
        .waitFor();
      await page.goto("/sources");
      await row(page, "Troubled no more").getByRole("link", { name: "Reconnect" }).waitFor();
    },
  },
  {
    name: "sources: a deletion names how many documents go, can be taken back, and holds when it is not",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/sources");
      const remove = async (): Promise<void> => {
        await row(page, "Troubled no more")
          .getByRole("button", { name: /^More about/ })
          .click();
        await page.getByRole("menuitem", { name: "Delete this source" }).click();
        await page.getByText(/^\d documents vanish from search/).waitFor();
        await page.getByRole("button", { name: /^Delete \d documents$/ }).click();
        await row(page, "Troubled no more").waitFor({ state: "detached" });
      };
      await remove();
      await page.getByRole("button", { name: "Undo" }).click();
      await row(page, "Troubled no more").waitFor();
      await remove();
      await page.getByRole("button", { name: "Undo" }).waitFor({ state: "detached", timeout: 15_000 });
      await page.reload();
      await row(page, "Zeppelin files").waitFor();
      const left = row(page, "Troubled no more");
      expect.equal((await left.count()) === 0 || (await left.innerText()).includes("Being deleted"), true, "it is gone or going");
    },
  },
  {
    name: "sources: members are told whom to ask, and are not shown the way",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { page } = await withNora(world, ada);
      expect.equal(
        await page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: "Sources" }).count(),
        0,
        "no way to sources",
      );
      for (const address of ["/sources", "/sources/add", "/sources/01a1feeb-b8c4-70d3-ad09-61bc97a1b3b7"]) {
        await page.goto(address);
        await page.getByText(/^Only editors/).waitFor();
      }
      await page.goto("/sources");
      await world.check(page, "sources-no-permission");
    },
  },
];
