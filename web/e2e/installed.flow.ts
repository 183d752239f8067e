import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

export const flows: readonly Flow[] = [
  {
    name: "installed: without a connection the application opens, says so, and shows nothing that the server had answered",
    run: async (world) => {
      const { page, context } = await world.visitor({ keepsFiles: true });
      await page.goto("/sign-in");
      await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated");
      await page.getByLabel("E-mail address").fill(ADA.email);
      await page.getByLabel("Password", { exact: true }).fill(ADA.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL((address) => address.pathname === "/");
      await page.goto("/search?q=parental+leave");
      await page.getByText("Sick leave and caring for others").first().waitFor();
      const kept = await page.evaluate(async () => {
        const names = await caches.keys();
        const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return requests.flat().map((request) => new URL(request.url).pathname);
      });
      expect.equal(kept.includes("/"), true, "the page itself is kept");
      expect.equal(kept.filter((path) => /^\/(?:api|v1|mcp)/.test(path)).join(), "", "nothing of the API is kept");
      await context.setOffline(true);
      await page.reload();
      await page.getByText("You are offline").waitFor();
      await page.getByRole("heading", { name: "No connection to the server" }).waitFor();
      await world.check(page, "offline");
      await context.setOffline(false);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("Sick leave and caring for others").first().waitFor();
      world.forgive(/ERR_INTERNET_DISCONNECTED|console: ApiError/);
    },
  },
  {
    name: "installed: the browser finds what it needs to install it",
    run: async (world) => {
      const { page } = await world.visitor();
      await page.goto("/sign-in");
      const icons = await page.evaluate(async () => {
        const href = document.querySelector<HTMLLinkElement>('link[rel="manifest"]')?.href ?? "";
        const manifest = (await (await fetch(href)).json()) as { readonly icons: readonly { readonly src: string }[] };
        return Promise.all(
          manifest.icons.map(async ({ src }) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return image.naturalWidth;
          }),
        );
      });
      expect.equal(icons.filter((width) => width > 0).length, 4, "icons that can be shown");
    },
  },
];
