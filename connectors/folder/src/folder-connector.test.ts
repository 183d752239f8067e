import { describeConnector } from "@smartypants/sdk/testing";
import { tempFolder, worldOf } from "./__fixtures__/temp-folder.ts";
import { createFolder } from "./folder-connector.ts";

const FILES = {
  "handbook/holidays.txt": "Thirty days of holidays.",
  "handbook/über uns & co?.md": "Wir sind zwölf Leute.",
  "handbook/policies/expenses.txt": "Receipts go to the office.",
  "handbook/policies/expenses copy.txt": "Receipts go to the office.",
  "welcome.txt": "Welcome!",
};

const BAD_SETTINGS = [
  { path: "relative/folder" },
  { path: "" },
  { path: "/srv", include: [] },
  { path: "/srv", include: ["!*.md"] },
  { path: "/srv", exclude: ["a\\b"] },
  { path: "/srv", maxFileSizeMb: 0 },
  { path: "/srv", followSymlinks: true },
];

describeConnector("the folder connector", async () => {
  const temp = await tempFolder(FILES);
  return {
    connector: createFolder(temp.fs),
    settings: { path: temp.path },
    badSettings: BAD_SETTINGS,
    world: worldOf(temp, FILES),
    close: () => temp.remove(),
  };
});
