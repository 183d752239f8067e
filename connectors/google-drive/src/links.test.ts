import { expect, test } from "vitest";
import { googleDrive } from "./google-drive-connector.ts";
import { DriveSettings } from "./settings.ts";

const ID = "1AbC-dEf_GhIjKlMnOpQrStUvWxYz012345";

test.for([
  `https://drive.google.com/file/d/${ID}/view?usp=sharing`,
  `https://drive.google.com/file/d/${ID}/edit?usp=drivesdk&resourcekey=0-x`,
  `https://drive.google.com/file/u/1/d/${ID}`,
  `https://drive.google.com/open?id=${ID}&usp=drive_fs`,
  `https://drive.google.com/uc?export=download&id=${ID}`,
  `https://drive.google.com/drive/folders/${ID}`,
  `https://drive.google.com/drive/u/0/folders/${ID}?resourcekey=0-x`,
  `https://drive.google.com/a/acme.example/file/d/${ID}/view`,
  `https://docs.google.com/document/d/${ID}/edit#heading=h.abc`,
  `https://docs.google.com/document/u/0/d/${ID}/edit`,
  `https://docs.google.com/a/acme.example/document/d/${ID}/preview`,
  `https://docs.google.com/spreadsheets/d/${ID}/edit?gid=12#gid=12`,
  `https://docs.google.com/presentation/d/${ID}/mobilepresent`,
  `http://docs.google.com/drawings/d/${ID}/edit`,
  `https://docs.google.com/spreadsheet/ccc?id=${ID}`,
])("%s names its file [58]", (url) => {
  expect(googleDrive.resolveUrl?.(url, DriveSettings.parse({}))).toEqual([{ id: ID }]);
});

test.for([
  "https://docs.google.com/forms/d/e/1FAIpQLSexampleexample/viewform",
  "https://drive.google.com/drive/my-drive",
  `https://drive.google.com.evil.example/file/d/${ID}/view`,
  `https://evil.example/?u=https://drive.google.com/file/d/${ID}/view`,
  `javascript:"https://drive.google.com/file/d/${ID}/view"`,
  ID,
  "",
])("%s names none", (url) => {
  expect(googleDrive.resolveUrl?.(url, DriveSettings.parse({}))).toBeNull();
});
