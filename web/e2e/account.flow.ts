import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

export const flows: readonly Flow[] = [
  {
    name: "account: sessions, an API key shown once, German, the start page and the palette",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.getByText("What you can search").waitFor();
      await world.check(page, "home");
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog", { name: "Command palette" }).waitFor();
      await page.keyboard.type("annual leave");
      await page
        .getByRole("button", { name: /Annual leave/ })
        .first()
        .waitFor();
      await world.check(page, "palette");
      await page.keyboard.press("Escape");
      await page.goto("/account");
      await page.getByText("this device", { exact: false }).waitFor();
      await page.getByRole("button", { name: "New API key" }).click();
      await page.getByLabel("What it is for").fill("nightly export");
      await world.check(page, "account");
      await page.getByRole("button", { name: "Make the key" }).click();
      const secret = await page.locator("code", { hasText: /^sp_[\w-]{20,}/ }).innerText();
      const status = await page.evaluate(
        async (key) =>
          (
            await fetch("/api/v1/search", {
              method: "POST",
              headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
              body: '{"query":"leave"}',
            })
          ).status,
        secret,
      );
      expect.equal(status, 200, "the key should work");
      await page.reload();
      await page.getByText("nightly export").waitFor();
      expect.excludes(await page.locator("main").innerText(), secret);
      await page.getByRole("button", { name: /Ada Lovelace, your account/ }).click();
      await page.getByRole("menuitem", { name: "Deutsch" }).click();
      await page.getByRole("heading", { name: "Mein Konto" }).waitFor();
      expect.equal(await page.evaluate(() => document.documentElement.lang), "de", "the page should say its language");
      await world.check(page, "account-german");
    },
  },
  {
    name: "shell: an address that is no page says so, and a dark page is dark from the start",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      const missing = await page.goto("/no/such/page");
      expect.equal(missing?.status(), 404, "a missing page has the status of one");
      world.forgive(/status of 404/);
      await page.getByRole("heading", { level: 2, name: "There is no page at this address" }).waitFor();
      await world.check(page, "not-found");
      await page.evaluate(() => localStorage.setItem("mantine-color-scheme-value", "dark"));
      await page.goto("/search", { waitUntil: "commit" });
      await page.waitForFunction(() => document.documentElement.dataset["mantineColorScheme"] !== undefined);
      expect.equal(
        await page.evaluate(() => document.documentElement.dataset["mantineColorScheme"]),
        "dark",
        "the scheme should hold before anything is painted",
      );
      const asset = await page.request.get("/assets/missing.js");
      expect.equal(asset.status(), 404, "a missing file is missing");
      const home = await page.request.get("/");
      expect.includes(home.headers()["content-security-policy"] ?? "", "script-src 'self';");
    },
  },
];
