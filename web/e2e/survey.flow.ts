import { expect } from "./expect.ts";
import { startFakeSlack } from "./fake-source.ts";
import type { Flow } from "./flow.ts";
import { makeFolder } from "./troubled-folder.ts";
import { ADA, type Person, type Visitor, type World } from "./world.ts";

/** In the channel #engineering and in no private one. */
const BEN: Person = { name: "Ben Okafor", email: "ben@acme.example", password: "nine slow amber trains" };
const SYNC_MS = 60_000;

interface SourceBody {
  readonly id: string;
  readonly lastRun: { readonly state: string } | null;
  readonly permissions: { readonly groupsSyncedAt: string | null };
}

async function withBen(world: World, ada: Visitor): Promise<Visitor> {
  const { items } = await world.api<{ items: { email: string }[] }>(ada, "GET", "/api/v1/users?limit=200");
  if (!items.some(({ email }) => email === BEN.email)) await world.api(ada, "POST", "/api/v1/users", { ...BEN, role: "member" });
  return world.signedIn(BEN);
}

async function untilRead(world: World, ada: Visitor, id: string): Promise<void> {
  const end = Date.now() + SYNC_MS;
  for (;;) {
    const { lastRun, permissions } = await world.api<SourceBody>(ada, "GET", `/api/v1/sources/${id}`);
    const isOver = lastRun !== null && lastRun.state !== "queued" && lastRun.state !== "running";
    if (isOver && permissions.groupsSyncedAt !== null) return;
    if (Date.now() > end) throw new Error(`the source ${id} is still ${lastRun?.state ?? "without a run"}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const flows: readonly Flow[] = [
  {
    name: "survey: a folder's patterns are tried out while they are typed, and the test says how much it would be",
    run: async (world) => {
      const folder = makeFolder({
        "reports/sales.md": "# Sales",
        "reports/costs.md": "# Costs",
        "reports/draft.txt": "not yet",
        "archive/old.md": "# Old",
        "huge.txt": "x".repeat(2 * 2 ** 20),
      });
      const { page } = await world.signedIn(ADA);
      await page.goto("/sources/add");
      await page.getByRole("button", { name: /^Folder/ }).click();
      await page.getByRole("button", { name: "Show what this chooses" }).click();
      // Said by the name that the field has.
      await page.getByText("Change this first").waitFor();
      world.forgive(/400/);
      await page.getByRole("textbox", { name: "Folder", exact: true }).fill(folder.path);
      await page.getByRole("heading", { name: "Files chosen: 5" }).waitFor();
      await page.getByText(/more settings/).click();
      await page.getByLabel("Files to include").fill("*.md\nreports/**");
      await page.getByText("no pattern includes it").first().waitFor();
      await page.getByLabel("Files and folders to leave out").fill("archive\ndra[ft*");
      await page.getByText("left out by “archive”").waitFor();
      await page.getByText(/the bracket \[ has no partner/).waitFor();
      await world.check(page, "survey-folder");
      await page.getByLabel("Files and folders to leave out").fill("!archive");
      await page.getByText("Change this first").waitFor();
      await page
        .getByText(/A pattern cannot begin with/)
        .first()
        .waitFor();
      await page.getByLabel("Files and folders to leave out").fill("archive\n*.txt\n");
      await page.getByRole("heading", { name: "Files chosen: 2" }).waitFor();
      await page.getByLabel("Files and folders to leave out").fill("archive");
      await page.getByLabel("Files to include").fill("**/*");
      await page.getByLabel("Largest file, in MB").fill("1");
      for (let step = 0; step < 2; step++) await page.getByRole("button", { name: "Next" }).click();
      await page.getByText("3 files in 1 folder.").waitFor();
      await page.getByText("1 above the size limit · 1 left out by the settings").waitFor();
      await world.check(page, "survey-folder-counted");
      world.forgive(/400/);
      folder.remove();
    },
  },
  {
    name: "survey: of Slack the channels are shown before they are read, and groups by the names they have there",
    run: async (world) => {
      const slack = await startFakeSlack(ADA.email);
      try {
        const ada = await world.signedIn(ADA);
        const { page } = ada;
        await page.goto("/sources/add");
        await page.getByRole("button", { name: /^Slack/ }).click();
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByLabel("Bot token").fill(slack.credential.botToken);
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByText("Advanced", { exact: true }).click();
        await page.getByLabel("Address of Slack's API").fill(slack.settings.advanced.apiBaseUrl);
        await page.getByLabel("Hosts of files").fill(slack.settings.advanced.filesHosts.join("\n"));
        await page.getByLabel("Address of the time").fill(slack.settings.advanced.timeUrl);
        await page.getByRole("button", { name: "Show what this chooses" }).click();
        await page.getByRole("heading", { name: "Channels chosen: 6" }).waitFor();
        await page.getByText("Channels", { exact: true }).click();
        await page.getByLabel("Channels to leave out").fill("trav*\ntemp-*");
        await page.getByText("left out by “trav*”").waitFor();
        await page.getByText(/No channel that the app can see is called “temp-\*”/).waitFor();
        await world.check(page, "survey-slack");
        await page.getByLabel("Channels to leave out").fill("travel");
        await page.getByRole("heading", { name: "Channels chosen: 5" }).waitFor();
        for (let step = 0; step < 2; step++) await page.getByRole("button", { name: "Next" }).click();
        await page.getByText(/^About \d+ documents in 5 channels\.$/).waitFor();
        await world.check(page, "survey-slack-counted");
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByRole("textbox", { name: "Name", exact: true }).fill("Acme's Slack");
        await page.getByRole("button", { name: "Connect and sync" }).click();
        await page.getByRole("heading", { name: "Acme's Slack" }).waitFor();
        const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
        await untilRead(world, ada, id);
        await page.goto(`/sources/${id}?tab=access`);
        await page.getByRole("list", { name: "Groups of the source" }).getByText("#payroll").waitFor();
        await world.check(page, "survey-groups");
        await page.getByLabel("Find a group").fill("lead");
        await page.getByRole("list", { name: "Groups of the source" }).getByText("#payroll").waitFor({ state: "detached" });
        await namesGroupsOfDocuments(world, ada, id);
        await page.goto(`/sources/${id}?tab=settings`);
        await page.getByRole("button", { name: "Show what this chooses" }).click();
        await page.getByRole("heading", { name: "Channels chosen: 5" }).waitFor();
        await world.check(page, "survey-settings");
      } finally {
        slack.stop();
      }
    },
  },
];

/** Who sees a document in a private channel, and why; and what somebody is told of themselves. */
async function namesGroupsOfDocuments(world: World, ada: Visitor, sourceId: string): Promise<void> {
  const { page } = ada;
  const { items } = await world.api<{ items: { id: string; path: string | null; title: string }[] }>(
    ada,
    "GET",
    `/api/v1/documents?source=${sourceId}&limit=100`,
  );
  const secret = items.find(({ title }) => title.includes("Lisbon"));
  if (secret === undefined) throw new Error(`no document of the private channel among ${items.map(({ title }) => title).join(", ")}`);
  await page.goto(`/documents?open=${secret.id}&view=access`);
  await page.getByText("#leadership").first().waitFor();
  await world.check(page, "survey-who-sees");
  const release = items.find(({ title }) => title.includes("roll back a release"));
  const ben = await withBen(world, ada);
  await ben.page.goto(`/documents?open=${release?.id ?? ""}`);
  await ben.page.getByText(/You can see this through the group Members of/).waitFor();
  expect.excludes(await ben.page.locator("body").innerText(), "#leadership");
  await world.check(ben.page, "survey-own-grant");
}
