import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { expect } from "./expect.ts";
import type { Flow } from "./flow.ts";
import { ADA } from "./world.ts";

const table = (page: Page) => page.getByRole("table", { name: "Documents" });
const panel = (page: Page) => page.getByRole("region", { name: "Document", exact: true });

const TREE = {
  "hr/leave.md": "# Leave of people\n\nThirty days.",
  "it/leave.md": "# Leave of machines\n\nNever.",
  "top.md": "# Top of the wiki\n\nBegin here.",
  ".DS_Store": "of a system",
};

const places = (page: Page) => page.getByRole("navigation", { name: "Sources and folders" });

/** Ready to be uploaded for everyone. */
async function chooseFolder(page: Page, folder: string): Promise<void> {
  await page.goto("/documents?upload=true");
  await page.setInputFiles("[data-upload-folder]", folder);
  await page.getByText("1 hidden or system file is left out.").waitFor();
  await page.getByRole("radio", { name: "Everyone signed in" }).check();
}

/** Uploads what is chosen and goes to the folder wiki/hr. */
async function uploadAndLook(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Upload 3 files/ }).click();
  await page.getByText("3 of 3 done").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Close the upload" }).click();
  for (const name of [/^Uploads/, /^wiki/, /^hr/]) await places(page).getByRole("button", { name }).click();
}

export const flows: readonly Flow[] = [
  {
    name: "documents: by source, folder and title; the text, what is known of it, and its versions",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/documents");
      await table(page).waitFor();
      await places(page)
        .getByRole("button", { name: /^Handbook/ })
        .click();
      await places(page).getByRole("button", { name: /^hr/ }).click();
      await page.waitForURL(/folder=/);
      await table(page).getByRole("button", { name: "Parental leave" }).waitFor();
      expect.equal(await table(page).getByRole("button", { name: "Firmware signing ceremony" }).count(), 0, "only the folder's");
      await world.check(page, "documents");
      await page.getByRole("navigation", { name: "Where you are" }).getByRole("button", { name: "Handbook" }).click();
      await page.getByLabel("Part of a title").fill("signing");
      await page.waitForURL(/q=signing/);
      await table(page).getByRole("button", { name: "Firmware signing ceremony" }).click();
      await panel(page).getByRole("heading", { name: "Firmware signing ceremony", level: 2 }).waitFor();
      await panel(page).getByText("You can see this through everyone here").waitFor();
      await panel(page).getByText("Details").click();
      await panel(page).getByText("Version 1").waitFor();
      await world.check(page, "document-details");
      await panel(page).getByRole("button", { name: "More about this document" }).click();
      await page.getByRole("menuitem", { name: "Read it again" }).click();
      await page.getByText("It is fetched and read again").waitFor();
      await page.getByLabel("Part of a title").fill("no such title");
      await page.getByText("No title has “no such title” in it").waitFor();
    },
  },
  {
    name: "documents: who can see this, and why, for a person; a no is a sentence",
    run: async (world) => {
      const ada = await world.signedIn(ADA);
      const { page } = ada;
      const { items } = await world.api<{ items: { email: string }[] }>(ada, "GET", "/api/v1/users");
      const person = { name: "Otto Berg", email: "otto@example.org", password: "nine loud copper bells", role: "viewer" };
      if (!items.some(({ email }) => email === person.email)) await world.api(ada, "POST", "/api/v1/users", person);
      await page.goto("/documents");
      await page.getByLabel("Part of a title").fill("parental");
      await table(page).getByRole("button", { name: "Parental leave" }).click();
      await panel(page).getByText("Who can see this").click();
      await panel(page).getByText("Ada Lovelace can see this document.").waitFor();
      await panel(page).getByText("Everyone signed in").first().waitFor();
      await world.check(page, "document-access");
      await page.goto("/documents?upload=true");
      await page.setInputFiles("[data-upload-files]", {
        name: "diary.md",
        mimeType: "text/markdown",
        buffer: Buffer.from("# Secret diary\n\nNobody else."),
      });
      await page.getByRole("button", { name: /^Upload 1 file/ }).click();
      await page.getByRole("list", { name: "Files" }).getByText("Can be found").waitFor({ timeout: 30_000 });
      await page.getByRole("list", { name: "Files" }).getByRole("link", { name: "Open" }).click();
      await panel(page).getByText("Who can see this").click();
      await panel(page).getByLabel("Person").click();
      await panel(page).getByLabel("Person").fill("otto");
      await page.getByRole("option", { name: /Otto Berg/ }).click();
      await panel(page).getByText("Otto Berg cannot see this document.").waitFor();
      await panel(page).getByText("No grant leads to it.").waitFor();
    },
  },
  {
    name: "documents: files are uploaded with their state in words, found, and deleted again",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/documents?upload=true");
      await page.getByText("Up to 100 MB each.").waitFor();
      await world.check(page, "upload");
      await page.setInputFiles("[data-upload-files]", [
        { name: "kiwi.md", mimeType: "text/markdown", buffer: Buffer.from("# About the kiwi\n\nThe kiwi walks at night.") },
        { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.from("  ") },
      ]);
      await page.getByRole("radio", { name: "Everyone signed in" }).check();
      await page.getByRole("button", { name: /^Upload 2 files/ }).click();
      await page.getByText("2 of 2 done").waitFor({ timeout: 30_000 });
      const files = page.getByRole("list", { name: "Files" });
      await files.getByRole("listitem").filter({ hasText: "kiwi.md" }).getByText("Can be found").waitFor();
      await files.getByRole("listitem").filter({ hasText: "empty.txt" }).getByText("Skipped").waitFor();
      await world.check(page, "upload-done");
      await page.getByRole("button", { name: "Clear what is done" }).click();
      await page.getByRole("heading", { name: "Earlier uploads that cannot be found" }).waitFor();
      await page.getByLabel("Part of a title").fill("kiwi");
      await table(page).getByRole("button", { name: "About the kiwi" }).click();
      await panel(page).getByText("The kiwi walks at night.").waitFor();
      await panel(page).getByRole("button", { name: "More about this document" }).click();
      await page.getByRole("menuitem", { name: "Delete this upload" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("No title has “kiwi” in it").waitFor();
    },
  },
  {
    name: "documents: what is dropped on the page is offered for upload",
    run: async (world) => {
      const { page } = await world.signedIn(ADA);
      await page.goto("/documents");
      await table(page).waitFor();
      const data = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["# Dropped\n\nFrom the desk."], "dropped.md"));
        return transfer;
      });
      await page.getByRole("heading", { name: "Documents", level: 1 }).dispatchEvent("drop", { dataTransfer: data });
      await page.getByRole("button", { name: /^Upload 1 file/ }).waitFor();
      await page.waitForURL(/upload=true/);
      expect.equal(
        await page.getByRole("radio", { name: "Only you" }).isChecked(),
        true,
        "what is dropped is private unless said otherwise",
      );
    },
  },
  {
    name: "documents: a folder is uploaded as it is, gets its next version, another name, and goes",
    run: async (world) => {
      const visitor = await world.signedIn(ADA);
      const { page } = visitor;
      const folder = mkdtempSync(path.join(tmpdir(), "smartypants-folder-"));
      try {
        for (const [name, text] of Object.entries(TREE)) {
          mkdirSync(path.dirname(path.join(folder, "wiki", name)), { recursive: true });
          writeFileSync(path.join(folder, "wiki", name), text);
        }
        await chooseFolder(page, path.join(folder, "wiki"));
        await page.getByRole("button", { name: "Show which" }).click();
        await page.getByText("wiki/.DS_Store").waitFor();
        await world.check(page, "upload-folder");
        await uploadAndLook(page);
        await table(page).getByRole("button", { name: "Leave of people" }).waitFor();
        await world.check(page, "uploaded-folder");
        writeFileSync(path.join(folder, "wiki", "hr", "leave.md"), "# Leave of everybody\n\nChanged.");
        await chooseFolder(page, path.join(folder, "wiki"));
        await uploadAndLook(page);
        await table(page).getByRole("button", { name: "Leave of everybody" }).click();
        await panel(page).getByText("Details").click();
        await panel(page).getByText("Version 2").waitFor();
        await page.getByRole("button", { name: "More about the folder hr" }).click();
        await page.getByRole("menuitem", { name: "Rename or move the folder" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Path of the folder").fill("wiki/it");
        await dialog.getByRole("button", { name: "Rename", exact: true }).click();
        await dialog.getByText("wiki/it/leave.md is there already").waitFor();
        world.forgive(/409 \(Conflict\)/);
        await world.check(page, "rename-folder");
        await dialog.getByLabel("Path of the folder").fill("people");
        await dialog.getByRole("button", { name: "Rename", exact: true }).click();
        await page.getByText("The folder is people now").waitFor();
        await places(page)
          .getByRole("button", { name: /^people/ })
          .click();
        await table(page).getByRole("button", { name: "Leave of everybody" }).waitFor();
        for (const name of ["people", "wiki"]) {
          await places(page)
            .getByRole("button", { name: new RegExp(`^${name}`) })
            .click();
          await page.getByRole("button", { name: `More about the folder ${name}` }).click();
          await page.getByRole("menuitem", { name: "Delete the folder" }).click();
          await page.getByRole("dialog").getByRole("button", { name: "Delete the folder" }).click();
          await page.getByText(`The folder ${name} is deleted`).waitFor();
        }
        // An empty folder is gone.
        await places(page).getByRole("button", { name: /^wiki/ }).waitFor({ state: "detached" });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
