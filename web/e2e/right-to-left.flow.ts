import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

export const flows: readonly Flow[] = [
  {
    name: "right to left: in Arabic the pages are read from the right, and documents keep their own direction",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.evaluate(() => localStorage.setItem("smartypants-language", "ar"));
      await page.goto("/");
      await page.getByRole("heading", { name: "اعثر عليه، مع المقطع الذي يثبته." }).waitFor();
      expect.equal(await page.evaluate(() => document.documentElement.dir), "rtl", "direction of the page");
      await world.check(page, "rtl-home");
      const rail = await page.getByRole("navigation", { name: "القائمة الرئيسية", exact: true }).boundingBox();
      expect.equal((rail?.x ?? 0) > 720, true, "the rail is on the right");
      await page.goto("/search?q=parental+leave");
      const title = page.getByText("Sick leave and caring for others").first();
      await title.waitFor();
      await world.check(page, "rtl-search");
      expect.equal(
        await title.evaluate((element) => getComputedStyle(element.closest("[dir]") ?? element).direction),
        "ltr",
        "an English title",
      );
      for (const [path, name] of [
        ["/chat", "rtl-chat"],
        ["/documents", "rtl-documents"],
        ["/sources", "rtl-sources"],
        ["/sources/add", "rtl-catalogue"],
        ["/admin/people", "rtl-people"],
        ["/account", "rtl-account"],
      ] as const) {
        await page.goto(path);
        await page.getByRole("heading").first().waitFor();
        await world.check(page, name);
      }
      await page.evaluate(() => localStorage.setItem("smartypants-language", "en"));
      await page.goto("/");
      expect.equal(await page.evaluate(() => document.documentElement.dir), "ltr", "direction in English");
    },
  },
];
