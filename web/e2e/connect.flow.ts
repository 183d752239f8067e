import { expect } from "./expect.ts";
import { startFakeSlack } from "./fake-source.ts";
import type { Flow } from "./flow.ts";
import { ADA, type Person, type World } from "./world.ts";

/** In the channel #engineering and in no private one. */
const BEN: Person = { name: "Ben Okafor", email: "ben@acme.example", password: "nine slow amber trains" };
const SYNC_MS = 60_000;

async function signedInBen(world: World) {
  const ada = await world.signedIn(ADA);
  await world.api(ada, "POST", "/api/v1/users", { ...BEN, role: "member" });
  return world.signedIn(BEN);
}

export const flows: readonly Flow[] = [
  {
    name: "connect: Slack is connected step by step, each scope tested apart, and everybody finds what Slack would show them",
    run: async (world) => {
      const slack = await startFakeSlack(ADA.email);
      try {
        const { page } = await world.signedIn(ADA);
        await page.goto("/sources/add");
        await page.getByRole("button", { name: /^Slack/ }).click();
        await page.getByRole("heading", { name: /Create your own Slack app/ }).waitFor();
        await page.getByText("channels:history").first().waitFor();
        await world.check(page, "connect-prepare");
        await page.getByRole("button", { name: "Copy: App manifest" }).click();
        const manifest = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
          settings: { socket_mode_enabled: boolean };
        };
        expect.equal(manifest.settings.socket_mode_enabled, true, "the manifest asks for Socket Mode");
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByLabel("Bot token").fill("xoxb-wrong");
        await world.check(page, "connect-credential");
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByText("Advanced", { exact: true }).click();
        await page.getByLabel("Address of Slack's API").fill(slack.settings.advanced.apiBaseUrl);
        await page.getByLabel("Hosts of files").fill(slack.settings.advanced.filesHosts.join("\n"));
        await page.getByLabel("Address of the time").fill(slack.settings.advanced.timeUrl);
        await world.check(page, "connect-settings");
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByText("Does not work").first().waitFor();
        await world.check(page, "connect-refused");
        expect.equal(await page.getByRole("button", { name: "Next" }).isDisabled(), true, "what is refused cannot be connected");
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.getByLabel("Bot token").fill(slack.credential.botToken);
        for (let step = 0; step < 3; step++) await page.getByRole("button", { name: "Next" }).click();
        await page.getByText("3 items, as they would be stored").waitFor();
        await world.check(page, "connect-tested");
        await page.getByRole("button", { name: "Next" }).click();
        await page.getByRole("button", { name: "Connect and sync" }).click();
        await page
          .getByText(/Up to date|Partial/)
          .first()
          .waitFor({ timeout: SYNC_MS });
        await world.check(page, "connect-synced");
        const ben = await signedInBen(world);
        await ben.page.goto("/search?q=roll+back+a+release");
        await ben.page.getByText("migration notes").first().waitFor();
        await ben.page.goto("/search?q=office+in+Lisbon");
        await ben.page.getByText("Best match", { exact: true }).waitFor();
        expect.excludes(await ben.page.locator("main").innerText(), "Lisbon in autumn");
        await page.goto("/search?q=office+in+Lisbon");
        await page.getByText("Lisbon in autumn").first().waitFor();
      } finally {
        slack.stop();
      }
    },
  },
];
