import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { GRACE } from "./sign-in.flow.ts";
import { ADA, type Visitor } from "./world.ts";

const MARKUP =
  `<img src=x onerror="document.title='owned'"> <script>document.title='owned'</script> <svg onload="document.title='owned'"><image href="https://evil.example/s.svg"/></svg> ` +
  "[click](javascript:alert(1)) ![x](https://evil.example/pixel.png) [a]: https://evil.example/ref";

/** Names and texts that somebody may have meant badly. */
const FILES: readonly { readonly name: string; readonly text: string }[] = [
  { name: "quoll-markup.txt", text: `Quoll notes\n\n${MARKUP} about quolls.\n` },
  { name: "quoll-markup.md", text: `# ${MARKUP}\n\nQuolls are marsupials.\n\n${MARKUP}\n` },
  {
    name: "quoll-picture.svg",
    text: `<svg xmlns="http://www.w3.org/2000/svg"><script>document.title='owned'</script><text>quoll picture</text></svg>`,
  },
  {
    name: "quoll-page.html",
    text: `<title>Quoll page</title><body onload="document.title='owned'"><p>The quoll page is here for quolls.</p>${MARKUP}`,
  },
  { name: "quoll-line.txt", text: `Quoll line ${"quoll".repeat(200_000)}\n` },
  { name: "quoll-\u202Efdp.exe.txt", text: "The quoll invoice turns its name around.\n" },
  { name: `<img src=x onerror=alert(1)> quoll.txt`, text: "A quoll with a name.\n" },
  { name: `quoll ${"long ".repeat(40)}.txt`, text: "A quoll with a long name.\n" },
];

async function upload({ page }: Visitor): Promise<void> {
  for (const file of FILES) {
    await page.evaluate(async ({ name, text }) => {
      const form = new FormData();
      form.append("file", new File([text], name));
      await fetch("/api/v1/uploads", { method: "POST", body: form });
    }, file);
  }
}

/** Nothing of the documents became part of the page, and nothing sticks out of it. */
async function isHarmless(page: Page, where: string): Promise<void> {
  const foreign = await page.evaluate(() =>
    [...document.querySelectorAll("main img, main script, main iframe, main object, main embed, main svg image, main a[href]")]
      .map((each) => each.getAttribute("href") ?? each.outerHTML.slice(0, 80))
      .filter((text) => !text.startsWith("/") && !text.startsWith("#")),
  );
  expect.equal(foreign.join(), "", `${where}: nothing foreign should be on the page`);
  // A title may hold the words of a question or a name; it is taken over when it is nothing else.
  expect.equal((await page.title()) === "owned", false, `${where}: the title`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.equal(wide <= 0, true, `${where}: nothing is wider than the page`);
}

const results = (page: Page) => page.getByRole("list", { name: "Results" }).getByRole("listitem");

export const flows: readonly Flow[] = [
  {
    name: "hostile: markup, links, pictures, long lines and turned names stay text in search, chat, documents and previews",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      await upload(ada);
      await page.goto("/search?q=quoll");
      await results(page).nth(4).waitFor();
      await isHarmless(page, "search");
      await world.check(page, "hostile-search");
      for (const title of ["Quoll line", "quoll-markup", "Quoll page"]) {
        const hit = results(page)
          .getByRole("button", { name: new RegExp(title, "i") })
          .first();
        if ((await hit.count()) === 0) continue;
        await hit.click();
        await page.getByRole("region", { name: "Document text" }).waitFor();
        await isHarmless(page, `preview of ${title}`);
      }
      await page.goto(`/search?q=${encodeURIComponent(`"><img src=x onerror=alert(1)> quoll`)}`);
      await page.getByRole("status").first().waitFor();
      await isHarmless(page, "a hostile query");
      await page.goto("/documents?q=quoll");
      await page.getByRole("table", { name: "Documents" }).getByRole("row").nth(3).waitFor();
      await isHarmless(page, "documents");
      await world.check(page, "hostile-documents");
      await page.goto("/chat");
      await page.getByRole("textbox", { name: "Your question" }).fill(`What about quolls? ${MARKUP}`);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/chat\/.+/);
      await page
        .getByRole("log")
        .getByText(/Not enough evidence|No language model/)
        .waitFor();
      await isHarmless(page, "chat");
      await world.check(page, "hostile-chat");
    },
  },
  {
    name: "hostile: names of sources stay text wherever they are shown",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      const name = `<b onmouseover="document.title='owned'">\u202Eecruos</b> ${"x".repeat(120)}`;
      const body = { connector: "folder", name, settings: { path: "/nonexistent" }, access: { mode: "everyone" } };
      const created = await page.evaluate(async (json) => {
        const reply = await fetch("/api/v1/sources", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(json),
        });
        return { status: reply.status, text: await reply.text() };
      }, body);
      if (created.status >= 400) {
        // Refused is as good: then it can be shown nowhere.
        world.forgive(/status of 4/);
        return;
      }
      const { id } = JSON.parse(created.text) as { id: string };
      for (const address of ["/sources", `/sources/${id}`, "/documents", "/chat"]) {
        await page.goto(address);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await isHarmless(page, address);
      }
      await world.check(page, "hostile-source");
      await world.api(ada, "DELETE", `/api/v1/sources/${id}`);
    },
  },
  {
    name: "two people in two browsers never see a title, a count, a suggestion or an answer of the other's",
    run: async (world) => {
      const [ada, grace] = [await world.signedIn(ADA), await world.signedIn(GRACE)];
      const secret = async ({ page }: Visitor, word: string): Promise<void> => {
        await page.evaluate(async (name) => {
          const form = new FormData();
          form.append("file", new File([`# Plan ${name}\n\nThe plan ${name} costs 9,999 euros a year and is secret.\n`], `${name}.md`));
          await fetch("/api/v1/uploads", { method: "POST", body: form });
        }, word);
      };
      await secret(ada, "adazorilla");
      await secret(grace, "gracezorilla");
      const both = [
        { visitor: ada, own: "adazorilla", other: "gracezorilla" },
        { visitor: grace, own: "gracezorilla", other: "adazorilla" },
      ];
      await Promise.all(
        both.map(async ({ visitor: { page }, own, other }) => {
          await page.goto(`/search?q=${own}`);
          await results(page).first().waitFor();
          expect.includes(await results(page).first().innerText(), own);
          // Spelt nearly as the other's title: no suggestion may tell.
          for (const query of [other, other.slice(0, -1), `"plan ${other}"`]) {
            await page.goto(`/search?q=${encodeURIComponent(query)}`);
            await page.getByRole("status").first().waitFor();
            await page.locator("[data-stale]").waitFor({ state: "detached" });
            await page
              .getByText(/No document you can open matches|documents?/)
              .first()
              .waitFor();
            const shown = (await page.locator("main").innerText()).replaceAll(query.replaceAll('"', ""), "");
            expect.excludes(shown, other);
            expect.excludes(shown, "9,999 euros a year and is secret. " + other);
          }
          await page.goto("/chat");
          await page.getByRole("textbox", { name: "Your question" }).fill(`What does the plan ${other} cost?`);
          await page.keyboard.press("Enter");
          await page.waitForURL(/\/chat\/.+/);
          await page
            .getByRole("log")
            .getByText(/Not enough evidence|No language model/)
            .waitFor();
          const answered = (await page.getByRole("log").innerText()).replaceAll(`What does the plan ${other} cost?`, "");
          expect.excludes(answered, `plan ${other}`);
          expect.excludes(answered, `${other} costs`);
          await page.goto(`/documents?q=zorilla`);
          await page.getByRole("table", { name: "Documents" }).getByText(own).first().waitFor();
          expect.excludes(await page.locator("main").innerText(), other);
          await page.keyboard.press("Control+k");
          await page.getByRole("dialog").getByRole("textbox").or(page.getByRole("dialog").getByRole("searchbox")).first().fill(own);
          await page.getByRole("dialog").getByText(own).first().waitFor();
          expect.excludes((await page.getByRole("dialog").innerText()).replaceAll(`What does the plan ${other} cost?`, ""), other);
        }),
      );
    },
  },
];
