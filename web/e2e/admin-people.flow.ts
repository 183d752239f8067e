import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA } from "./world.ts";

const ALAN = { name: "Alan Turing", email: "alan@example.org", password: "nine slow copper clouds" };

export const flows: readonly Flow[] = [
  {
    name: "administration: who is no administrator sees no way in, and is told so at the address",
    run: async (world) => {
      const { page } = await world.signedIn(GRACE);
      expect.equal(await page.getByRole("link", { name: "Admin" }).count(), 0, "the rail must not offer it");
      for (const part of ["people", "keys", "models", "health", "settings"]) {
        await page.goto(`/admin/${part}`);
        await page.getByRole("heading", { name: "Only administrators see this page" }).waitFor();
        expect.equal(await page.getByRole("navigation", { name: "Administration" }).count(), 0, "the list of pages must not be there");
      }
      await world.check(page, "admin-refused");
      await page.getByRole("link", { name: "Go to the start page" }).click();
      await page.waitForURL((address) => address.pathname === "/");
    },
  },
  {
    name: "people: an invitation by link, a role, a session ended, an account disabled, enabled and erased",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.getByRole("link", { name: "Admin" }).click();
      await page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "People" }).click();
      await page.getByRole("link", { name: `Details of ${GRACE.name}` }).waitFor();
      await world.check(page, "admin-people");
      await page.getByRole("button", { name: "Invite" }).click();
      await page.getByLabel("E-mail address").fill(ALAN.email);
      await world.check(page, "admin-invite");
      await page.getByRole("button", { name: "Make the link" }).click();
      const link = await page.getByLabel("Invitation link").innerText();
      await page.getByRole("button", { name: "Copy" }).click();
      expect.equal(await page.evaluate(() => navigator.clipboard.readText()), link, "the link should be in the clipboard");
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: `Withdraw the invitation to ${ALAN.email}` }).waitFor();
      const alan = await world.visitor();
      await alan.page.goto(link);
      await alan.page.getByLabel("Your name").fill(ALAN.name);
      await alan.page.getByLabel("New password").fill(ALAN.password);
      await alan.page.getByRole("button", { name: "Join SmartyPants" }).click();
      await alan.page.getByRole("button", { name: /Alan Turing, your account/ }).waitFor();
      await page.reload();
      await page.getByRole("searchbox", { name: "Find by name or address" }).fill("turing");
      await page.waitForURL(/q=turing/);
      await page.getByRole("link", { name: `Details of ${GRACE.name}` }).waitFor({ state: "detached" });
      await page.getByRole("link", { name: `Details of ${ALAN.name}` }).click();
      const panel = page.getByRole("region", { name: "Details of a person" });
      await panel.getByLabel("Role").selectOption("Editor");
      await page.getByRole("row", { name: /Alan Turing.*Editor/ }).waitFor();
      await world.check(page, "admin-person");
      await panel.getByRole("button", { name: /^Sign out: Chrome/ }).click();
      await panel.getByText("Not signed in anywhere.").waitFor();
      await alan.page.goto("/search");
      await alan.page.waitForURL(/\/sign-in/);
      await panel.getByRole("button", { name: "Disable" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
      await page.getByRole("row", { name: /Alan Turing.*Disabled/ }).waitFor();
      await panel.getByRole("button", { name: "Enable" }).click();
      await page.getByRole("row", { name: /Alan Turing.*Active/ }).waitFor();
      await panel.getByRole("button", { name: "Erase for good" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(`Type ${ALAN.email} to confirm`).fill(ALAN.email);
      await dialog.getByRole("button", { name: "Erase for good" }).click();
      await dialog.getByRole("button", { name: "Done" }).click();
      await page.getByRole("heading", { name: "Nobody matches" }).waitFor();
      await page.getByRole("link", { name: "Show everybody" }).click();
      await page.getByRole("link", { name: `Details of ${GRACE.name}` }).waitFor();
      world.forgive(/401/);
    },
  },
  {
    name: "groups: one is made, gets a member, loses them, and is deleted",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/groups");
      await page.getByRole("button", { name: "New group" }).click();
      await page.getByLabel("Name").fill("Compilers");
      await page.getByRole("button", { name: "Create" }).click();
      const panel = page.getByRole("region", { name: "A group" });
      await panel.getByText("Nobody is in it yet.").waitFor();
      await panel.getByRole("combobox", { name: "Add people" }).fill("grace");
      await page.getByRole("option", { name: /Grace Hopper/ }).click();
      await panel.getByRole("button", { name: "Add", exact: true }).click();
      await panel.getByRole("button", { name: `Remove ${GRACE.name} from the group` }).waitFor();
      await page.getByRole("row", { name: /Compilers.*1/ }).waitFor();
      await world.check(page, "admin-group");
      await panel.getByRole("button", { name: `Remove ${GRACE.name} from the group` }).click();
      await panel.getByText("Nobody is in it yet.").waitFor();
      await panel.getByRole("button", { name: "Delete the group" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete the group" }).click();
      await page.getByRole("heading", { name: "No groups yet" }).waitFor();
    },
  },
  {
    name: "API keys: one is shown once, works within its scope, and stops when revoked",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/admin/keys");
      await page.getByRole("button", { name: "New key" }).first().click();
      await page.getByLabel("Name").fill("Helpdesk bot");
      await page.getByRole("checkbox", { name: "Ask" }).uncheck();
      await world.check(page, "admin-new-key");
      await page.getByRole("button", { name: "Make the key" }).click();
      const key = await page.getByLabel("API key", { exact: true }).innerText();
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("row", { name: /Helpdesk bot.*Search.*Never used/ }).waitFor();
      expect.excludes(await page.locator("body").innerText(), key);
      const ask = (path: string): Promise<number> =>
        fetch(`${world.url}/api/v1/${path}`, { headers: { Authorization: `Bearer ${key}` } }).then(({ status }) => status);
      expect.equal(await ask("users"), 403, "a key for searching must not list people");
      await world.check(page, "admin-keys");
      await page.getByRole("button", { name: "Revoke the key Helpdesk bot" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
      await page.getByRole("row", { name: /Helpdesk bot/ }).waitFor({ state: "detached" });
      expect.equal(await ask("users"), 401, "a revoked key must be unknown");
    },
  },
];
