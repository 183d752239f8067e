import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA, type World } from "./world.ts";

const QUESTION = "How many weeks of leave do birthing parents receive?";

const CSV = [
  "question,documents,refusal,phrase",
  `"${QUESTION}",hr/parental-leave.md,,20 weeks of leave`,
  '"When do unused holidays I carried over from last year expire?",hr/annual-leave.md,,expire on 31 March',
  '"How tall is the Eiffel Tower?",,yes,',
].join("\n");

async function openSection(world: World, part: string): Promise<Page> {
  const { page } = await world.signedIn(ADA);
  await page.goto("/assistants");
  if (part !== "Assistants")
    await page
      .getByRole("navigation", { name: /^Assistants and what/ })
      .getByRole("link", { name: part })
      .click();
  await page.getByRole("heading", { name: part, level: 1 }).waitFor();
  return page;
}

async function makeCollection(world: World, page: Page): Promise<void> {
  await page.getByRole("button", { name: "New collection" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("People and leave");
  await dialog.getByLabel("Folders and channels").fill("hr");
  await page.keyboard.press("Enter");
  await dialog.getByText(/It holds \d+ documents that you can open/).waitFor();
  await world.check(page, "collection-dialog");
  await dialog.getByLabel("Folders and channels").fill("nowhere at all");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Backspace");
  await dialog.getByLabel("Everyone signed in").check();
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("link", { name: "Edit People and leave" }).waitFor();
}

async function makeAssistant(world: World, page: Page): Promise<void> {
  await page.goto("/assistants/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Leave desk");
  await page.getByRole("textbox", { name: "Description" }).fill("Answers questions about leave.");
  await page.getByRole("radio", { name: "Care" }).check({ force: true });
  await page.getByRole("textbox", { name: "Instructions" }).fill("Name the form that is needed.");
  await page.getByPlaceholder("Choose collections").click();
  await page.getByRole("option", { name: "People and leave" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a question" }).click();
  await page.getByRole("textbox", { name: "Question 1" }).fill(QUESTION);
  await page.getByRole("radio", { name: "Everyone signed in" }).check();
  const preview = page.getByRole("region", { name: "Try it" });
  await preview.getByRole("button", { name: QUESTION }).click();
  await preview.getByText("Sentences of your documents").waitFor();
  expect.includes(await preview.innerText(), "20 weeks of leave at full base pay");
  await world.check(page, "assistant-editor");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("tab", { name: "Versions" }).waitFor();
}

export const flows: readonly Flow[] = [
  {
    name: "assistants: a collection counts its documents, an assistant is tried and made, and answers in the chat",
    run: async (world) => {
      const page = await openSection(world, "Assistants");
      await page.getByText("No assistants yet").waitFor();
      await world.check(page, "assistants-none");
      await page.getByRole("link", { name: "Collections" }).click();
      await page.getByText("No collections yet").waitFor();
      await makeCollection(world, page);
      await world.check(page, "collections");
      await page.goto("/search?q=VPN");
      await page.getByRole("checkbox", { name: "People and leave" }).check();
      await page.waitForURL(/collection=/);
      await page.getByRole("button", { name: "Remove the filter People and leave" }).waitFor();
      await makeAssistant(world, page);
      await page.goto("/assistants");
      await page.getByRole("link", { name: "Ask Leave desk" }).waitFor();
      await world.check(page, "assistants");
      await page.getByRole("link", { name: "Ask Leave desk" }).click();
      await page.waitForURL(/\/chat\?assistant=/);
      await page.getByRole("button", { name: "Assistant: Leave desk" }).waitFor();
      await world.check(page, "chat-assistant");
      await page.getByRole("list", { name: "Questions to begin with" }).getByRole("button", { name: QUESTION }).click();
      await page.getByRole("button", { name: /^Source 1: Parental leave/ }).waitFor();
      await page.getByText("Leave desk (version 1)").waitFor();
      await page.getByRole("button", { name: "Assistant: Leave desk" }).click();
      await page
        .getByRole("menuitemcheckbox", { name: "No assistant" })
        .or(page.getByRole("menuitem", { name: "No assistant" }))
        .click();
      await page.getByRole("button", { name: "Assistant: No assistant" }).waitFor();
    },
  },
  {
    name: "assistants: a change is a version, an old one comes back, one is switched off, deleted and taken back",
    run: async (world) => {
      const page = await openSection(world, "Assistants");
      await page.getByRole("link", { name: "Leave desk", exact: true }).click();
      const instructions = page.getByRole("textbox", { name: "Instructions" });
      await instructions.fill("Name the form that is needed.\nBe brief.");
      await page.getByRole("textbox", { name: "What this version changes" }).fill("Shorter");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Version 2", { exact: true }).first().waitFor();
      await page.getByRole("tab", { name: "Versions" }).click();
      await page.getByText("Shorter").waitFor();
      await page.getByRole("button", { name: "Changes" }).first().click();
      const changes = page.getByRole("list", { name: "What version 2 changed" });
      await changes.waitFor();
      expect.includes(await changes.innerText(), "Be brief.");
      await world.check(page, "assistant-versions");
      await page.getByRole("button", { name: "Use again: version 1" }).click();
      await page.getByText("Version 3", { exact: true }).first().waitFor();
      expect.equal(await instructions.inputValue(), "Name the form that is needed.", "the old words should be back");
      await page.goto("/assistants");
      await page.getByRole("switch", { name: "Leave desk is switched on" }).click({ force: true });
      await page.getByRole("link", { name: "Ask Leave desk" }).waitFor({ state: "detached" });
      await page.getByRole("switch", { name: "Leave desk is switched on" }).click({ force: true });
      await page.getByRole("link", { name: "Ask Leave desk" }).waitFor();
      await page.getByRole("button", { name: "More for Leave desk" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.getByText("Leave desk is deleted").waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("link", { name: "Ask Leave desk" }).waitFor();
    },
  },
  {
    name: "assistants: a prompt is previewed, refused for what it cannot say, saved, compared and restored",
    run: async (world) => {
      const page = await openSection(world, "Prompts");
      const text = page.getByRole("textbox", { name: "Text" });
      const words = await text.inputValue();
      await text.fill(`${words}\n- Today is {{day}}.`);
      await page.getByText(/there is no variable "day"/).waitFor();
      expect.equal(await page.getByRole("button", { name: "Save as a new version" }).isDisabled(), true, "what is wrong cannot be saved");
      await text.fill(`${words}\n- Today is {{date}}.`);
      await page.getByText(/there is no variable/).waitFor({ state: "detached" });
      await page.getByRole("textbox", { name: "{{date}}" }).fill("1 April");
      await page.getByText("Today is 1 April.").waitFor();
      await page.getByRole("tab", { name: "What you change" }).click();
      await page.getByRole("list", { name: "What you change" }).getByText("Today is {{date}}.").waitFor();
      await world.check(page, "prompts");
      await page.getByRole("textbox", { name: "What this version changes" }).fill("With the day");
      await page.getByRole("button", { name: "Save as a new version" }).click();
      await page.getByText("Changed here").waitFor();
      await page.getByRole("tab", { name: "Versions" }).click();
      await page.getByText("With the day").waitFor();
      await page.getByRole("button", { name: /^Compare The product's own words/ }).click();
      await world.check(page, "prompt-versions");
      await page.getByRole("button", { name: "Restore the default" }).click();
      await page.getByText("Changed here").waitFor({ state: "detached" });
      expect.equal(await text.inputValue(), words, "the product's words should be back");
    },
  },
  {
    name: "assistants: saved questions from a file are run, looked into, compared and exported",
    run: async (world) => {
      const page = await openSection(world, "Evaluation");
      await page.getByText("No saved questions yet").waitFor();
      await world.check(page, "evaluation-none");
      await page.getByRole("button", { name: "New set" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Leave questions");
      await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
      await page.getByText("No questions yet").waitFor();
      await page.getByLabel("File of questions").setInputFiles({ name: "leave.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) });
      await page.getByText("How tall is the Eiffel Tower?").waitFor();
      await page.getByRole("button", { name: "Edit question 3" }).click();
      await world.check(page, "evaluation-question");
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      await world.check(page, "evaluation-set");
      for (const name of ["First", "Second"]) {
        await page.getByRole("button", { name: "Run the questions" }).click();
        await page.getByRole("dialog").getByLabel("Name of the run").fill(name);
        if (name === "First") await world.check(page, "evaluation-run-dialog");
        await page.getByRole("dialog").getByRole("button", { name: "Run", exact: true }).click();
        await page.getByRole("row", { name: new RegExp(`${name}.*Done`) }).waitFor({ timeout: 30_000 });
      }
      await world.check(page, "evaluation-runs");
      await page.getByRole("link", { name: "Second" }).click();
      await page.getByRole("row", { name: /^Recall@5 1\.000/ }).waitFor();
      await page.getByLabel("Compare with").selectOption({ index: 1 });
      await page.getByRole("columnheader", { name: "Change" }).waitFor();
      await world.check(page, "evaluation-run");
      const waiting = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save as CSV" }).click();
      expect.equal((await waiting).suggestedFilename(), "Second.csv", "the file's name");
      await page.getByRole("button", { name: QUESTION }).click();
      const detail = page.getByRole("dialog");
      await detail.getByText("20 weeks of leave at full base pay").first().waitFor();
      await world.check(page, "evaluation-result");
    },
  },
  {
    name: "assistants: a saved question is answered in two ways side by side",
    run: async (world) => {
      const page = await openSection(world, "Playground");
      await page.getByLabel("Saved questions").selectOption({ label: "Leave questions" });
      await page.getByLabel("Question of the set").selectOption({ label: QUESTION });
      const left = page.getByRole("region", { name: "Left" });
      const right = page.getByRole("region", { name: "Right" });
      await right.getByLabel("Assistant").selectOption({ label: "Leave desk" });
      await page.getByRole("button", { name: "Ask both" }).click();
      for (const side of [left, right]) await side.getByText("Sentences of your documents").waitFor();
      await world.check(page, "playground");
    },
  },
];
