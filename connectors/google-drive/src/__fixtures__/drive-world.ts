import type { ConnectorWorld, ExpectedItem } from "@smartypants/sdk/testing";
import { type DriveFake } from "../fake/index.ts";

const FOLDER = "application/vnd.google-apps.folder";
const DOCUMENT = "application/vnd.google-apps.document";
const SHEET = "application/vnd.google-apps.spreadsheet";
const SLIDES = "application/vnd.google-apps.presentation";

/** Files of each kind, in My Drive and in a shared drive, and how the conformance kit may change them. */
export function kindsOfFiles(fake: DriveFake): ConnectorWorld {
  const ada = fake.addUser("Ada");
  const grace = fake.addUser("Grace");
  fake.setGroup(`crew@${fake.world.domain}`, [ada, grace]);
  const drive = fake.addDrive("Team", [
    { type: "user", emailAddress: ada, role: "organizer" },
    { type: "group", emailAddress: `crew@${fake.world.domain}` },
  ]);
  const plans = fake.create({ name: "Plans", owner: ada, mimeType: FOLDER });
  const later = fake.create({ name: "Later", parentId: plans, mimeType: FOLDER });
  const contents = new Map<string, string>();
  const add = (content: string, ...[file]: Parameters<DriveFake["create"]>) => {
    const id = fake.create(file);
    contents.set(id, content);
    return id;
  };
  add("Plain words.", { name: "notes & more/less.txt", parentId: plans, text: "Plain words." });
  add("Words of a document.", { name: "Minutes", parentId: later, mimeType: DOCUMENT, text: "# Agenda\nWords of a document." });
  const tabs = ["one", "two", "three"].map((name) => ({ name, rows: [[`cell of ${name}`]] }));
  add("cell of three", { name: "Budget", parentId: drive, mimeType: SHEET, content: { kind: "sheet", tabs } });
  add("last slide", { name: "Talk", owner: grace, mimeType: SLIDES, content: { kind: "slides", slides: ["first", "last slide"] } });
  add("Words in the drive.", { name: "readme.md", parentId: drive, mimeType: "text/markdown", text: "Words in the drive." });
  const broken = new Set<string>();
  let changes = 0;
  return {
    expected: () => [...contents].filter(([id]) => !broken.has(id)).map(([id, content]) => expectedItem(fake, id, content)),
    addItem: () => Promise.resolve(add("An added page.", { name: "added.txt", parentId: later, text: "An added page." })),
    changeItem: (id) => {
      const text = `Changed for the ${++changes}. time.`;
      contents.set(id, text);
      fake.edit(id, text);
      return Promise.resolve();
    },
    removeItem: (id) => {
      contents.delete(id);
      fake.remove(id);
      return Promise.resolve();
    },
    renameItem: (id) => {
      fake.rename(id, "renamed.txt");
      fake.move(id, later);
      return Promise.resolve(id);
    },
    addContainer: () => {
      const inner = fake.create({ name: "Inner", parentId: later, mimeType: FOLDER });
      add("Take the train.", { name: "trains.txt", parentId: inner, text: "Take the train." });
      return Promise.resolve(inner);
    },
    breakItem: (id) => {
      fake.refuse(id, "insufficientFilePermissions");
      broken.add(id);
      return Promise.resolve();
    },
  };
}

function expectedItem({ world }: DriveFake, id: string, content: string): ExpectedItem {
  const file = world.files.get(id);
  return { id, content, ...(file !== undefined && { title: file.name, ...(file.parentId !== null && { containerId: file.parentId }) }) };
}
