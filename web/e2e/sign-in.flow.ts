import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA, type Person } from "./world.ts";

/** Joins by invitation; has no private document of Ada's. */
export const GRACE: Person = { name: "Grace Hopper", email: "grace@example.org", password: "seven quiet paper boats" };

export const flows: readonly Flow[] = [
  {
    name: "sign-in: a stranger is brought to the sign-in page and back to where they wanted to go",
    run: async (world) => {
      const { page } = await world.visitor();
      await page.goto("/search?q=parental");
      await page.waitForURL(/\/sign-in/);
      await page.getByLabel("E-mail address").waitFor();
      await world.check(page, "sign-in");
      await page.getByLabel("E-mail address").fill(ADA.email);
      await page.getByLabel("Password", { exact: true }).fill(ADA.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(/\/search\?q=parental/);
      await page.getByRole("button", { name: /Ada Lovelace, your account/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.waitForURL(/\/sign-in/);
      await page.goto("/search?q=parental");
      await page.waitForURL(/\/sign-in/);
    },
  },
  {
    name: "sign-in: no address leads to another site",
    run: async (world) => {
      const { page } = await world.visitor();
      await page.goto("/sign-in?next=%2F%2Fevil.example%2F");
      await page.getByLabel("E-mail address").fill(ADA.email);
      await page.getByLabel("Password", { exact: true }).fill(ADA.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Find it, with the passage that proves it." }).waitFor();
      expect.equal(new URL(page.url()).origin, world.url, "the page must be ours");
    },
  },
  {
    name: "join: an invitation makes an account, once",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { link } = await world.api<{ link: { url: string } }>(ada, "POST", "/api/v1/invites", { email: GRACE.email, role: "member" });
      const { page } = await world.visitor();
      await page.goto(link.url);
      await page.getByText(GRACE.email).waitFor();
      await world.check(page, "join");
      await page.getByLabel("Your name").fill(GRACE.name);
      await page.getByLabel("New password").fill(GRACE.password);
      await page.getByRole("button", { name: "Join SmartyPants" }).click();
      await page.getByRole("button", { name: /Grace Hopper, your account/ }).waitFor();
    },
  },
];
