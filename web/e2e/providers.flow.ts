import { expect } from "./expect.ts";
import { type FakeOidc, startFakeOidc } from "./fake-oidc.ts";
import type { Flow } from "./flow.ts";
import { ADA, type World } from "./world.ts";

let fake: FakeOidc;

/** The browser goes to the provider and back, which a page of ours never does by itself. */
function forgiveProvider(world: World): void {
  world.forgive(/request to another host: http:\/\/127\.0\.0\.1:/);
}

export const flows: readonly Flow[] = [
  {
    name: "providers: an administrator adds one, tests it and switches it on; its secret is never shown",
    run: async (world) => {
      fake = await startFakeOidc();
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/sign-in");
      await page.getByText("No provider yet").waitFor();
      await world.check(page, "sign-in-none");
      await page.getByRole("button", { name: "Add a provider" }).click();
      const dialog = page.getByRole("dialog", { name: "Add a provider" });
      await dialog.getByLabel("Provider").selectOption("generic");
      await dialog.getByLabel("Name").fill("Company ID");
      await dialog.getByLabel("Id", { exact: true }).fill("company");
      const redirectUri = `${world.url}/api/v1/auth/oidc/company/callback`;
      expect.equal(await dialog.getByLabel("Redirect URI", { exact: true }).inputValue(), redirectUri, "the address to register");
      await dialog.getByLabel("Issuer").fill(fake.issuer);
      await dialog.getByLabel("Client id").fill(fake.clientId);
      await dialog.getByRole("textbox", { name: "Client secret" }).fill("not the right one");
      await dialog.getByLabel("Domains").fill("example.org");
      await dialog.getByLabel("Let people join").check();
      await dialog.getByText("Groups, roles and scopes").click();
      await dialog.getByLabel("Claim with groups").fill("groups");
      await dialog.getByRole("button", { name: "Add a group" }).click();
      const mapping = dialog.getByRole("group", { name: "Group 1" });
      await mapping.getByLabel("At the provider").fill("writers");
      await mapping.getByLabel("Role").selectOption("editor");
      await world.check(page, "sign-in-add");
      await dialog.getByRole("button", { name: "Add it, switched off" }).click();
      const panel = page.getByRole("region", { name: "Provider" });
      await panel.getByRole("button", { name: "Test the provider" }).click();
      await panel.getByText("Client id and secret: does not work").waitFor();
      await panel.getByText("Signing keys: works").waitFor();
      await panel.getByRole("button", { name: "Change" }).click();
      const edit = page.getByRole("dialog", { name: "Change the provider" });
      expect.equal(await edit.getByRole("textbox", { name: "Client secret" }).inputValue(), "", "a secret is never shown again");
      await edit.getByRole("textbox", { name: "Client secret" }).fill(fake.clientSecret);
      await edit.getByRole("button", { name: "Save" }).click();
      await edit.waitFor({ state: "detached" });
      await panel.getByRole("button", { name: "Test the provider" }).click();
      await panel.getByText("Client id and secret: works").waitFor();
      await panel.getByRole("button", { name: "Switch on" }).click();
      await panel.getByRole("button", { name: "Switch off" }).waitFor();
      await world.check(page, "sign-in-provider");
      await page.getByRole("switch", { name: "People may sign in with a password" }).click();
      await page.getByRole("alert").getByText("No administrator could sign in any more").waitFor();
      world.forgive(/status of 409/);
    },
  },
  {
    name: "providers: somebody new signs in with one, comes where they wanted to go, and has the role of their group",
    run: async (world) => {
      await fake.signInAs({
        sub: "k-1",
        name: "Katherine Johnson",
        email: "katherine@example.org",
        email_verified: true,
        groups: ["writers"],
      });
      const { page } = await world.visitor();
      await page.goto("/search?q=parental");
      await page.getByRole("button", { name: "Continue with Company ID" }).waitFor();
      await world.check(page, "sign-in-with-provider");
      await page.getByRole("button", { name: "Continue with Company ID" }).click();
      await page.waitForURL(/\/search\?q=parental/);
      await page.getByRole("button", { name: /Katherine Johnson, your account/ }).waitFor();
      await page.goto("/account");
      await page.getByText("Company ID: katherine@example.org").waitFor();
      await page.getByText("Editor", { exact: false }).first().waitFor();
      forgiveProvider(world);
    },
  },
  {
    name: "providers: who has a password is not let in by their address, and is told what to do",
    run: async (world) => {
      await fake.signInAs({ sub: "ada-at-work", name: "Ada", email: ADA.email, email_verified: true });
      const { page } = await world.visitor();
      await page.goto("/sign-in");
      await page.getByRole("button", { name: "Continue with Company ID" }).click();
      await page.getByRole("alert").getByText("link Company ID under My account").waitFor();
      await world.check(page, "sign-in-refused");
      await page.goto("/sign-in?problem=<script>alert(1)</script>&provider=company");
      await page.getByText("The sign-in did not work. Begin again.").waitFor();
      forgiveProvider(world);
    },
  },
  {
    name: "providers: an account is linked with the password, signs in from then on, and is unlinked",
    run: async (world) => {
      await fake.signInAs({ sub: "ada-at-work", name: "Ada", email: ADA.email, email_verified: true });
      const { page } = await world.signedIn(ADA);
      await page.goto("/account");
      await page.getByRole("button", { name: "Link Company ID" }).click();
      const dialog = page.getByRole("dialog", { name: "Link an account at Company ID" });
      await dialog.getByRole("textbox", { name: "Your password here" }).fill(ADA.password);
      await world.check(page, "link-account");
      await dialog.getByRole("button", { name: "Go to Company ID" }).click();
      await page.getByText("Your account at Company ID is linked.").waitFor();
      await page.getByText(`proves ${ADA.email}`, { exact: false }).waitFor();
      await world.check(page, "linked-account");
      const other = await world.visitor();
      await other.page.goto("/sign-in");
      await other.page.getByRole("button", { name: "Continue with Company ID" }).click();
      await other.page.getByRole("button", { name: /Ada Lovelace, your account/ }).waitFor();
      await page.getByRole("button", { name: `Unlink ${ADA.email} at Company ID` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
      await page.getByText("No account is linked yet.").waitFor();
      forgiveProvider(world);
    },
  },
  {
    name: "providers: a deleted one is gone from the sign-in page",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/sign-in?provider=company");
      await page.getByRole("region", { name: "Provider" }).getByRole("button", { name: "Delete" }).click();
      const dialog = page.getByRole("dialog", { name: "Delete Company ID?" });
      await dialog.getByText("1 person is unlinked", { exact: false }).waitFor();
      await dialog.getByRole("button", { name: "Delete" }).click();
      await page.getByText("No provider yet").waitFor();
      const stranger = await world.visitor();
      await stranger.page.goto("/sign-in");
      await stranger.page.getByLabel("E-mail address").waitFor();
      expect.excludes(await stranger.page.locator("main").innerText(), "Company ID");
      await fake.stop();
    },
  },
];
