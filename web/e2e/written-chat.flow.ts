import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { answered, ask, stopButton } from "./ask.ts";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { startTalkingProvider, type TalkingProvider } from "./talking-provider.ts";
import { ADA, type Visitor, type World } from "./world.ts";

const QUESTION = "When do unused holidays I carried over from last year expire?";
const FACT = "Up to five unused days move into the next year automatically and expire on 31 March. [1]";

/** With language models set up while `work` runs: `talker` is the default, `other` can be chosen. */
async function withModels(world: World, work: (visitor: Visitor, provider: TalkingProvider) => Promise<void>): Promise<void> {
  const provider = await startTalkingProvider();
  const visitor = await world.signedIn(ADA);
  const ids: string[] = [];
  try {
    for (const name of ["talker", "other"]) {
      const body = { name, provider: "openai-compatible", model: name, baseUrl: provider.baseUrl };
      ids.push((await world.api<{ id: string }>(visitor, "POST", "/api/v1/models", body)).id);
    }
    await world.api(visitor, "POST", `/api/v1/models/${ids[0]}/default`);
    provider.say({ text: FACT });
    await work(visitor, provider);
  } finally {
    provider.close();
    const last = await world.signedIn(ADA);
    for (const id of ids.toReversed()) await world.api(last, "DELETE", `/api/v1/models/${id}`);
  }
}

const log = (page: Page) => page.getByRole("log");

/** Forty words that take eight seconds. */
const SLOWLY = { text: `${FACT} ${"And so on and on. ".repeat(8)}`, pauseMs: 200 };

export const flows: readonly Flow[] = [
  {
    name: "chat: an edited question is a branch, answers are made again, and both are stepped through by keyboard",
    run: (world) =>
      withModels(world, async ({ page }, provider) => {
        await page.goto("/chat");
        await ask(page, QUESTION);
        await log(page).getByText("expire on 31 March").waitFor();
        await answered(page);
        await page.getByRole("button", { name: "Edit the question" }).click();
        await page.getByRole("textbox", { name: "Edited question" }).fill("Do unused holidays expire?");
        provider.say({ text: "Yes: unused days expire on 31 March. [1]" });
        await page.keyboard.press("Enter");
        const questions = page.getByRole("group", { name: "Versions of this question" });
        await questions.getByText("2 / 2").waitFor();
        await log(page).getByText("Yes: unused days").waitFor();
        await answered(page);
        provider.say({ text: "They do, on 31 March. [1]" });
        await page.getByRole("button", { name: "Answer again", exact: true }).click();
        const answers = page.getByRole("group", { name: "Answers to this question" });
        await answers.getByText("2 / 2").waitFor();
        await log(page).getByText("They do, on").waitFor();
        await world.check(page, "chat-versions");
        await answers.getByRole("button", { name: "Previous version" }).focus();
        await page.keyboard.press("ArrowLeft");
        await log(page).getByText("Yes: unused days").waitFor();
        await answers.getByText("1 / 2").waitFor();
        await page.keyboard.press("ArrowRight");
        await log(page).getByText("They do, on").waitFor();
        await questions.getByRole("button", { name: "Previous version" }).focus();
        await page.keyboard.press("Enter");
        await questions.getByText("1 / 2").waitFor();
        await log(page).getByText("Up to five unused days").waitFor();
        expect.excludes(await log(page).innerText(), "They do, on");
        // The branch that is shown is in the address, and a follow-up stays in it.
        await page.reload();
        await log(page).getByText("Up to five unused days").waitFor();
        await ask(page, "And after that?");
        await log(page).getByText("They do, on").waitFor();
        expect.includes(await log(page).innerText(), QUESTION);
      }),
  },
  {
    name: "chat: an answer that was cut off goes on where it ended",
    run: (world) =>
      withModels(world, async ({ page }, provider) => {
        provider.say({ text: FACT, reason: "length" });
        await page.goto("/chat");
        await ask(page, QUESTION);
        await page.getByText("too long and was cut off").waitFor();
        await world.check(page, "chat-cut-off");
        provider.say({ text: "Days that illness kept you from taking stay until the end of the following year. [1]" });
        await page.getByRole("button", { name: "Continue" }).click();
        await log(page).getByText("Days that illness kept you").waitFor();
        expect.includes(await log(page).innerText(), "Up to five unused days");
      }),
  },
  {
    name: "chat: an answer is stopped from another tab, keeps its words there and here, and can go on",
    run: (world) =>
      withModels(world, async ({ page, context }, provider) => {
        await page.goto("/chat");
        await ask(page, QUESTION);
        await log(page).getByText("expire on 31 March").waitFor();
        const other = await context.newPage();
        await other.goto(page.url());
        await log(other).getByText("expire on 31 March").waitFor();
        provider.say(SLOWLY);
        await ask(page, "Tell me more about it, slowly");
        // The other tab was open before the question: it learns of it by itself.
        await stopButton(other).waitFor();
        await log(other).getByText("And so on").first().waitFor();
        await stopButton(other).click();
        await page.getByText("Stopped. What is above is kept.").waitFor();
        await other.getByText("Stopped. What is above is kept.").waitFor();
        expect.includes(await log(page).innerText(), "And so on");
        provider.say({ text: "Up to five unused days expire on 31 March. [1]" });
        await page.getByRole("button", { name: "Continue" }).click();
        await answered(page);
        await log(page).getByText("Up to five unused days expire").waitFor();
      }),
  },
  {
    name: "chat: a connection that is lost while an answer is written loses none of it",
    run: (world) =>
      withModels(world, async ({ page, context }, provider) => {
        const words = Array.from({ length: 40 }, (_each, index) => `word${index}`).join(" ");
        provider.say({ text: `${FACT} ${words}. The end of it.`, pauseMs: 150 });
        await page.goto("/chat");
        await ask(page, QUESTION);
        await log(page).getByText("word3").waitFor();
        await context.setOffline(true);
        await page.getByText("You are offline").waitFor();
        await page.waitForTimeout(1500);
        await context.setOffline(false);
        await log(page).getByText("The end of it.").waitFor();
        await stopButton(page).waitFor({ state: "detached" });
        expect.includes(await log(page).innerText(), words);
        world.forgive(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/);
      }),
  },
  {
    name: "chat: the model is chosen for a conversation and stays chosen; statements without support are marked and counted",
    run: (world) =>
      withModels(world, async ({ page }, provider) => {
        provider.say({ text: `${FACT}\n\nEverybody also receives 4,200 euros and a horse.` });
        await page.goto("/chat");
        await page.getByRole("button", { name: "Answered by talker" }).click();
        await page.getByRole("menuitem", { name: "other" }).click();
        await ask(page, QUESTION);
        await page.getByText("1 statement, underlined with dots, is not supported by a source.").waitFor();
        const marked = log(page).locator("[title='No source supports this']");
        await marked.waitFor();
        expect.equal(await marked.innerText(), "Everybody also receives 4,200 euros and a horse.", "the statement without a source");
        await log(page).getByText("other", { exact: false }).last().waitFor();
        await world.check(page, "chat-unsupported");
        await page.reload();
        await page.getByRole("button", { name: "Answered by other" }).waitFor();
        await page.getByRole("link", { name: "New chat" }).click();
        await page.getByRole("button", { name: "Answered by talker" }).waitFor();
        await page.goBack();
        await answered(page);
        await page.getByRole("button", { name: "More for this answer" }).click();
        await page.getByRole("menuitem", { name: "Copy as plain text" }).click();
        await page.getByText("Copied").waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect.includes(copied, "Sources");
        expect.excludes(copied, "**");
        await page.getByRole("button", { name: "More for this answer" }).click();
        await page.getByRole("menuitem", { name: "talker" }).click();
        await page.getByRole("group", { name: "Answers to this question" }).getByText("2 / 2").waitFor();
      }),
  },
  {
    name: "chat: what a model writes cannot run, fetch or break out of its column",
    run: (world) =>
      withModels(world, async ({ page }, provider) => {
        const hostile = [
          FACT,
          "<script>document.title='owned'</script> <img src=x onerror=\"document.title='owned'\">",
          "[click](javascript:document.title='owned') [out][r] ![pixel](https://evil.example/p.png)",
          "[r]: https://evil.example/reference",
          "w".repeat(20_000),
          "| a | b |\n| - | - |\n| " + "x".repeat(3_000) + " | 2 |",
          "\u202Efdp.exe",
        ].join("\n\n");
        provider.say({ text: hostile });
        await page.goto("/chat");
        await ask(page, QUESTION);
        await log(page).getByText("expire on 31 March").waitFor();
        await stopButton(page).waitFor({ state: "detached" });
        expect.equal(
          await page.locator("log img, [role=log] img, [role=log] script, [role=log] iframe, [role=log] svg image").count(),
          0,
          "no picture, script or frame",
        );
        const links = await log(page)
          .locator("a")
          .evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""));
        expect.equal(links.filter((href) => !href.startsWith("/")).join(), "", "no link out of the answer");
        expect.equal((await page.title()) === "owned", false, "the title");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.equal(wide <= 0, true, "nothing is wider than the page");
        await world.check(page, "chat-hostile");
      }),
  },
  {
    name: "chat: a conversation is saved as Markdown and as JSON",
    run: (world) =>
      withModels(world, async ({ page }) => {
        await page.goto("/chat");
        await ask(page, QUESTION);
        await log(page).getByText("expire on 31 March").waitFor();
        const saved = async (name: string): Promise<string> => {
          await page.getByRole("button", { name: "Save the chat" }).click();
          const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name }).click()]);
          return readFileSync(await download.path(), "utf8");
        };
        const markdown = await saved("Save as Markdown");
        expect.includes(markdown, `# ${QUESTION}`);
        expect.includes(markdown, "[1] Annual leave");
        const json = JSON.parse(await saved("Save as JSON")) as { messages: { role: string; citations?: unknown[] }[] };
        expect.equal(json.messages.map(({ role }) => role).join(), "user,assistant", "both messages should be there");
        expect.equal(json.messages[1]?.citations?.length, 1, "with what they cite");
      }),
  },
];
