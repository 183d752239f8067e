import type { Page } from "playwright-core";
import { ask } from "./ask.ts";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA, type Person, type Visitor, type World } from "./world.ts";

const PASSWORD = "nine patient stone lanterns";
const COLLEAGUES: readonly Person[] = ["Lise", "Emmy", "Rosa", "Tu", "Vera"].map((name) => ({
  name: `${name} of the crew`,
  email: `${name.toLowerCase()}@crew.example`,
  password: PASSWORD,
}));
const EDITOR: Person = { name: "Edith Clarke", email: "edith@example.org", password: PASSWORD };
/** Five people's words for one thing that no document says. */
const WORDINGS = [
  "Who feeds the quokka on the roof?",
  "who feeds the quokka on the roof",
  "Quokka on the roof: who feeds it?",
  "Feeding a roof quokka",
];

async function make(world: World, ada: Visitor, person: Person, role: string): Promise<void> {
  const { items } = await world.api<{ items: { email: string }[] }>(ada, "GET", "/api/v1/users?limit=200");
  if (!items.some(({ email }) => email === person.email)) await world.api(ada, "POST", "/api/v1/users", { ...person, role });
}

async function askInVain(world: World, person: Person, question: string, temporary = false): Promise<void> {
  const visitor = await world.signedIn(person);
  const { id } = await world.api<{ id: string }>(visitor, "POST", "/api/v1/conversations", { temporary });
  const answer = await world.api<{ mode: string }>(visitor, "POST", "/api/v1/answers", { question, conversationId: id });
  expect.equal(answer.mode, "none", "no document says it");
  await visitor.context.close();
}

async function openPage(page: Page): Promise<void> {
  await page.goto("/admin/unanswered");
  await page.getByRole("heading", { name: "Unanswered questions", level: 1 }).waitFor();
}

const field = (page: Page) => page.getByRole("combobox", { name: "People and groups who may use it" });

export const flows: readonly Flow[] = [
  {
    name: "unanswered: four people's question stays with them, the fifth shows it, and an administrator deals with it",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      for (const person of COLLEAGUES) await make(world, ada, person, "member");
      await openPage(page);
      await page.getByRole("heading", { name: "No unanswered questions yet" }).waitFor();
      await page.getByText("once five different people have asked it").waitFor();
      await world.check(page, "unanswered-none");
      for (const [at, wording] of WORDINGS.entries()) await askInVain(world, COLLEAGUES[at] ?? ADA, wording);
      await askInVain(world, COLLEAGUES[4] ?? ADA, WORDINGS[0] ?? "", true);
      await openPage(page);
      await page.getByRole("heading", { name: "No unanswered questions yet" }).waitFor();
      await askInVain(world, COLLEAGUES[4] ?? ADA, WORDINGS[1] ?? "");
      await openPage(page);
      const row = page.getByRole("row", { name: /who feeds the quokka on the roof.*5.*No answer in the sources/ });
      await row.waitFor();
      await world.check(page, "unanswered");
      await row.getByRole("link").click();
      const panel = page.getByRole("region", { name: "An unanswered question" });
      await panel.getByText("5 people in the last 90 days").waitFor();
      for (const { name, email } of COLLEAGUES) {
        expect.excludes(await page.locator("main").innerText(), name);
        expect.excludes(await page.locator("main").innerText(), email);
      }
      await world.check(page, "unanswered-question");
      await panel.getByRole("button", { name: "Make it a test question" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Into which set").selectOption("A new set");
      await dialog.getByLabel("Name of the new set").fill("Asked in vain");
      await world.check(page, "unanswered-test");
      await dialog.getByRole("button", { name: "Add" }).click();
      await page.getByText("Added to Asked in vain").waitFor();
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save as CSV" }).click();
      expect.equal((await saved).suggestedFilename(), "unanswered-questions.csv", "the name of the file");
      await panel.getByText("Answered", { exact: true }).click();
      await page.getByRole("heading", { name: "None here" }).waitFor();
      await page.getByText("Answered (1)").click();
      await row.getByRole("link").click();
      await panel.getByRole("link", { name: "Search for it" }).click();
      await page.waitForURL(/\/search\?q=/);
      await page.goto("/admin/audit?type=unanswered-question");
      await page.getByRole("cell", { name: "said what has become of an unanswered question" }).first().waitFor();
    },
  },
  {
    name: "unanswered: a question that is sent on purpose shows in the asker's words and without their name, until it is taken back",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const asker = COLLEAGUES[0] ?? ADA;
      await make(world, ada, asker, "member");
      const { page } = await world.signedIn(asker);
      await page.goto("/chat");
      await ask(page, "Which paint did we use for the submarine?");
      await page.getByText("Not enough evidence").waitFor();
      await page.getByRole("button", { name: "Not helpful" }).click();
      const form = page.getByRole("group", { name: "What was wrong with it?" });
      const tick = form.getByRole("checkbox", { name: "Send this question to the administrators" });
      expect.equal(await tick.isChecked(), false, "nothing is sent unless one says so");
      await tick.check();
      await form.getByRole("textbox").fill("It is on the tin in the cellar.");
      await world.check(page, "unanswered-share");
      await form.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("The question was sent to the administrators.").waitFor();
      await openPage(ada.page);
      await ada.page.getByRole("link", { name: /Which paint did we use for the submarine/ }).click();
      const panel = ada.page.getByRole("region", { name: "An unanswered question" });
      await panel.getByText("1 person has sent it to you.").waitFor();
      await panel.getByText("It is on the tin in the cellar.").waitFor();
      expect.excludes(await ada.page.locator("main").innerText(), asker.name);
      await world.check(ada.page, "unanswered-shared");
      await page.reload();
      await page.getByText("You have sent this question to the administrators.").waitFor();
      const withdrawn = page.waitForResponse((response) => response.request().method() === "DELETE");
      await page.getByRole("button", { name: "Not helpful" }).click();
      await withdrawn;
      await openPage(ada.page);
      await ada.page.getByRole("link", { name: /Which paint did we use/ }).waitFor({ state: "detached" });
    },
  },
  {
    name: "unanswered: people are picked by keyboard, by address and from the clipboard, and nobody can list them all",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      await make(world, ada, EDITOR, "editor");
      await make(world, ada, COLLEAGUES[0] ?? ADA, "member");
      await world.api(ada, "POST", "/api/v1/groups", { name: "Divers" });
      const edith = await world.signedIn(EDITOR);
      const { page } = edith;
      await page.goto("/assistants/new");
      await page.getByRole("radio", { name: "Chosen people and groups" }).check();
      await field(page).fill("a");
      expect.equal(await page.getByRole("listbox").count(), 0, "one letter fits too many");
      await field(page).fill("ad");
      await page.getByRole("option", { name: /Ada Lovelace.*ada@example.org/ }).waitFor();
      await world.check(page, "people-picker");
      await field(page).press("Enter");
      await page.getByRole("button", { name: "Remove ada@example.org" }).waitFor();
      await field(page).fill("div");
      await page.getByRole("option", { name: /Divers.*0 members/ }).waitFor();
      await field(page).press("Enter");
      await field(page).fill("friend@elsewhere.example");
      await page.getByRole("option", { name: "friend@elsewhere.example" }).waitFor();
      await field(page).press("Escape");
      await field(page).press("Tab");
      await page.getByRole("button", { name: "Remove friend@elsewhere.example" }).waitFor();
      await page.evaluate(() => navigator.clipboard.writeText("one@crew.example; two@crew.example\n@partner.example"));
      await field(page).focus();
      await page.keyboard.press("ControlOrMeta+V");
      await page.getByRole("button", { name: "Remove Everyone at partner.example" }).waitFor();
      await world.check(page, "people-picker-chosen");
      await field(page).press("Backspace");
      await page.getByRole("button", { name: "Remove Everyone at partner.example" }).waitFor({ state: "detached" });
      await field(page).fill("nobody-knows");
      await page.getByText("Nobody found").first().waitFor();
      await field(page).press("Enter");
      await page.getByText("Choose one from the list").waitFor();
      await world.check(page, "people-picker-unclear");
      const status = (path: string): Promise<number> => page.evaluate(async (where) => (await fetch(where)).status, path);
      expect.equal(await status("/api/v1/users"), 403, "editors cannot list people");
      expect.equal(await status("/api/v1/directory?query=a"), 400, "nor ask with one letter");
      world.forgive(/status of 40[03]/);
    },
  },
];
