import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import { type FakeDrive, startFakeDrive } from "./fake-source.ts";
import type { Flow } from "./flow.ts";
import { ADA, type Person, type World } from "./world.ts";

/** In the crew, who may read the plans and the handbook. */
const BEN: Person = { name: "Ben Okafor", email: "ben@example.org", password: "eight slow amber ferries" };
/** Alone with the contracts, and in no group. */
const CARLA: Person = { name: "Carla Rossi", email: "carla@example.org", password: "six quiet harbour lamps" };
const SYNC_MS = 60_000;
const GRANTED = ["drive.readonly", "drive.metadata.readonly", "admin.directory.group.readonly", "admin.directory.user.readonly"];

/** A made-up Google, and the form for connecting it; whatever was connected goes afterwards. */
async function withDrive(world: World, work: (drive: FakeDrive, page: Page) => Promise<void>): Promise<void> {
  const drive = await startFakeDrive(ADA.email);
  try {
    const ada = await world.signedIn(ADA);
    const { page } = ada;
    await page.goto("/sources/add");
    await page.getByRole("button", { name: /^Google Drive/ }).click();
    await work(drive, page);
    const { items } = await world.api<{ items: readonly { id: string; connector: string }[] }>(ada, "GET", "/api/v1/sources");
    for (const { id } of items.filter(({ connector }) => connector === "google-drive"))
      await world.api(ada, "DELETE", `/api/v1/sources/${id}`);
    expect.equal((await drive.complaints()).join(), "", "Google was asked as its description says");
  } finally {
    drive.stop();
  }
}

const next = (page: Page): Promise<void> => page.getByRole("button", { name: "Next" }).click();

/** Where the made-up Google is, instead of the real one. */
async function fillAddresses(page: Page, { settings: { advanced } }: FakeDrive): Promise<void> {
  await page.getByText("Addresses of Google", { exact: true }).click();
  await page.getByLabel("Drive API").fill(advanced.apiBaseUrl);
  await page.getByLabel("Directory API").fill(advanced.directoryBaseUrl);
  await page.getByLabel("Token address").fill(advanced.tokenUrl);
  await page.getByLabel("Sign-in page").fill(advanced.authorizeUrl);
  await page.getByLabel("Time source").fill(advanced.timeUrl);
}

/** From a test that passed to the end of the first sync. */
async function connect(world: World, page: Page, name: string): Promise<void> {
  await page.getByText("3 items, as they would be stored").waitFor();
  await world.check(page, `${name}-tested`);
  await next(page);
  await page.getByRole("textbox", { name: "Name" }).fill(`Drive, ${name}`);
  await page.getByRole("button", { name: "Connect and sync" }).click();
  await page
    .getByText(/Up to date|Partial/)
    .first()
    .waitFor({ timeout: SYNC_MS });
  await world.check(page, `${name}-synced`);
}

/** By words of their own, somebody comes to a passage that says something else as well. */
async function finds(page: Page, words: string, said: string): Promise<void> {
  await page.goto(`/search?${new URLSearchParams({ q: words }).toString()}`);
  await page.locator("main").filter({ hasText: said }).waitFor();
}

async function doesNotFind(page: Page, words: string, said: string): Promise<void> {
  await page.goto(`/search?${new URLSearchParams({ q: words }).toString()}`);
  // The handbook always has something that is a little like it.
  await page.getByText("Best match").first().waitFor();
  expect.excludes(await page.locator("main").innerText(), said);
}

async function signedInAs(world: World, person: Person): Promise<Page> {
  const ada = await world.signedIn(ADA);
  const { items } = await world.api<{ items: readonly { email: string }[] }>(ada, "GET", "/api/v1/users?limit=200");
  if (!items.some(({ email }) => email === person.email)) await world.api(ada, "POST", "/api/v1/users", { ...person, role: "member" });
  return (await world.signedIn(person)).page;
}

/** Chooses the way in the first step and goes to the second. */
async function choose(page: Page, way: string): Promise<void> {
  await page.getByRole("radio", { name: way }).check();
  await page.getByRole("heading", { name: /Create a project/ }).waitFor();
}

/** From what is refused back to the fields that decide it, and forth to the test again. */
async function tryAgain(page: Page, change: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await change();
  for (let step = 0; step < 3; step++) await next(page);
}

/** The browser goes to the made-up Google, which is no part of the product. */
function forgiveGoogle(world: World, { settings: { advanced } }: FakeDrive): void {
  world.forgive(new RegExp(`request to another host: ${advanced.authorizeUrl}`));
}

async function fillClient(page: Page, { oauthClient: { clientId, clientSecret } }: FakeDrive): Promise<void> {
  await page.getByLabel("Client id").fill(clientId);
  await page.getByLabel("Client secret", { exact: true }).fill(clientSecret);
}

const SIGN_IN = "Sign in at Google Drive";

/** On the page of a source that exists: signs in anew, and saves that. */
async function reconnect(world: World, page: Page, drive: FakeDrive): Promise<void> {
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Replace the credential" }).click();
  await page.getByRole("radio", { name: "One Google account" }).check();
  await fillClient(page, drive);
  await page.getByRole("button", { name: SIGN_IN }).click();
  await page.getByRole("button", { name: `Allow as ${BEN.email}` }).click();
  await page.getByRole("status").getByText("Signed in").waitFor();
  await world.check(page, "drive-account-reconnected");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Settings saved").waitFor();
}

const domain: Flow = {
  name: "connect-drive: a service account for the whole domain: what is wrong with key and scopes is said with the way out, and everybody finds what Drive would show them",
  run: (world) =>
    withDrive(world, async (drive, page) => {
      await choose(page, "The whole domain");
      await page.getByText("Paste exactly these scopes").waitFor();
      await world.check(page, "drive-domain-prepare");
      await next(page);
      await page.getByLabel("Key of the service account").fill('{"web":{"client_id":"1"}}');
      await page.getByLabel("Address of an administrator").fill(drive.credential.adminEmail);
      await next(page);
      await fillAddresses(page, drive);
      await world.check(page, "drive-domain-settings");
      await next(page);
      await next(page);
      await page.getByText("This is the file of an OAuth client, not the key of a service account.").waitFor();
      await world.check(page, "drive-domain-no-key");
      world.forgive(/status of 400/);
      const stranger = JSON.stringify({
        ...(JSON.parse(drive.credential.key) as object),
        client_email: "other@project.iam.gserviceaccount.com",
      });
      await page.getByLabel("Key of the service account").fill(stranger);
      for (let step = 0; step < 3; step++) await next(page);
      await page.getByText("Create a new key and enter that one.").waitFor();
      await world.check(page, "drive-domain-refused");
      expect.equal(await page.getByRole("button", { name: "Next" }).isDisabled(), true, "what is refused cannot be connected");
      await drive.grant({ granted: GRANTED.filter((scope) => !scope.includes("group")) });
      await tryAgain(page, async () => {
        const file = { name: "key.json", mimeType: "application/json", buffer: Buffer.from(drive.credential.key) };
        await page.locator('input[type="file"]').setInputFiles(file);
        await page
          .getByLabel("Key of the service account")
          .filter({ hasText: drive.credential.key.slice(0, 20) })
          .waitFor();
      });
      await page.getByText("add the client id 104200000000000000001 with exactly these scopes").waitFor();
      await page.getByRole("listitem").filter({ hasText: "Google groups may be read" }).getByText("Does not work").waitFor();
      await world.check(page, "drive-domain-scope");
      expect.equal(await page.getByRole("button", { name: "Next" }).isDisabled(), true, "without the groups it cannot be connected");
      await drive.grant({ granted: GRANTED });
      await page.getByRole("button", { name: "Test again" }).click();
      await connect(world, page, "domain");
      const [ben, carla] = [await signedInAs(world, BEN), await signedInAs(world, CARLA)];
      // Who manages a shared drive sees its limited folders too.
      await finds(page, "agreed price payable in two parts", "18,400 euro");
      await finds(page, "scaffolding stands until", "third of February");
      // It stands in the third tab of a sheet.
      await finds(page, "reserve for storm damage", "5000");
      await finds(carla, "agreed price payable in two parts", "18,400 euro");
      await finds(ben, "scaffolding stands until", "third of February");
      await finds(ben, "lamp room cabinet green label", "hangs in the office");
      await doesNotFind(ben, "agreed price payable in two parts", "18,400 euro");
      await doesNotFind(carla, "scaffolding stands until", "third of February");
      await doesNotFind(carla, "lamp room cabinet green label", "hangs in the office");
    }),
};

const account: Flow = {
  name: "connect-drive: one account signs in at Google with the redirect address that was shown; a refusal and a stale way back are said, and what was entered stays",
  run: (world) =>
    withDrive(world, async (drive, page) => {
      await choose(page, "One Google account");
      const shown = page.getByRole("button", { name: "Copy: Authorized redirect URI" });
      await shown.click();
      const redirectUri = await page.evaluate(() => navigator.clipboard.readText());
      expect.equal(redirectUri, `${world.url}/api/v1/connectors/oauth/callback`, "the address to enter at Google");
      await page.getByText("add this redirect address").waitFor();
      await world.check(page, "drive-account-prepare");
      await next(page);
      expect.equal(await page.getByRole("button", { name: "Next" }).isDisabled(), true, "nobody goes on who has not signed in");
      await fillClient(page, drive);
      await fillAddresses(page, drive);
      await world.check(page, "drive-account-credential");
      // Google sends nobody to an address that is not entered there.
      await drive.grant({ redirectUris: ["https://elsewhere.example/callback"] });
      await page.getByRole("button", { name: SIGN_IN }).click();
      await page.getByText("redirect_uri_mismatch").waitFor();
      world.forgive(/status of 400/);
      await drive.grant({ redirectUris: [redirectUri] });
      await page.goBack();
      await page.getByLabel("Client secret", { exact: true }).fill(drive.oauthClient.clientSecret);
      expect.equal(await page.getByLabel("Client id").inputValue(), drive.oauthClient.clientId, "whoever comes back is where they were");
      await page.getByRole("button", { name: SIGN_IN }).click();
      await page.getByRole("heading", { name: "Choose an account" }).waitFor();
      expect.includes(await page.locator("body").innerText(), "drive.readonly");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("Signing in did not work. The source did not grant access.").waitFor();
      expect.equal(await page.getByLabel("Client id").inputValue(), drive.oauthClient.clientId, "what is no secret was kept");
      expect.equal(await page.getByLabel("Client secret", { exact: true }).inputValue(), "", "no secret lies in the browser");
      expect.equal(new URL(page.url()).hash, "", "what came of it leaves the address");
      await world.check(page, "drive-account-refused");
      // A way back that nobody has begun, or that somebody else has.
      await page.goto(`${redirectUri}?state=made-up&code=made-up`);
      await page.getByText("Signing in did not work. This sign-in is over or was used already. Begin it again.").waitFor();
      await world.check(page, "drive-account-stale");
      await page.getByRole("button", { name: /^Google Drive/ }).click();
      await choose(page, "One Google account");
      await next(page);
      await fillClient(page, drive);
      await fillAddresses(page, drive);
      await page.getByRole("button", { name: SIGN_IN }).click();
      await page.getByRole("button", { name: `Allow as ${BEN.email}` }).click();
      await page.getByRole("heading", { name: "What to read" }).waitFor();
      expect.equal(new URL(page.url()).hash, "", "the handle leaves the address");
      await page.getByRole("button", { name: /^Sign in/ }).click();
      await page.getByRole("status").getByText("Signed in").waitFor();
      await world.check(page, "drive-account-signed-in");
      for (let step = 0; step < 3; step++) await next(page);
      await page.getByText(`signed in as ${BEN.email}`).waitFor();
      await connect(world, page, "account");
      const ben = await signedInAs(world, BEN);
      await finds(ben, "focal length of a Fresnel lens", "920 millimetres");
      const carla = await signedInAs(world, CARLA);
      await doesNotFind(carla, "focal length of a Fresnel lens", "920 millimetres");
      await reconnect(world, page, drive);
      forgiveGoogle(world, drive);
    }),
};

export const flows: readonly Flow[] = [domain, account];
