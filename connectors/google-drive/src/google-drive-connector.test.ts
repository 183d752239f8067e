import { describeConnector } from "@smartypants/sdk/testing";
import { credentialOf, type Way } from "./__fixtures__/drive-host.ts";
import { kindsOfFiles } from "./__fixtures__/drive-world.ts";
import { hostHttp, patiently } from "./__fixtures__/host-http.ts";
import { startDriveFake } from "./fake/index.ts";
import { googleDrive } from "./google-drive-connector.ts";

const BAD_SETTINGS = [
  { sharedDrives: "some" },
  { maxFileSizeMb: 0 },
  { exclude: ["!*.md"] },
  { exclude: ["a\\b"] },
  { users: ["no address"] },
  { folders: [""] },
  { advanced: { apiBaseUrl: "ftp://drive.example" } },
  { advanced: { apiBaseURL: "https://drive.example" } },
];

for (const way of ["delegation", "oauth"] satisfies Way[]) {
  describeConnector(`Google Drive (${way})`, async () => {
    const fake = await startDriveFake();
    const world = kindsOfFiles(fake);
    const [ada = ""] = fake.world.users.keys();
    // One account sees its own files only; here, everything that is not Grace's.
    const expected = async () => (await world.expected()).filter(({ title }) => way === "delegation" || title !== "Talk");
    return {
      connector: googleDrive,
      settings: { advanced: fake.advanced },
      credential: credentialOf(fake, way, ada),
      badSettings: BAD_SETTINGS,
      world: { ...world, expected },
      // Once over sockets is enough.
      http: way === "delegation" ? hostHttp : (request) => patiently(request, fake.ask),
      close: () => fake.close(),
    };
  });
}
