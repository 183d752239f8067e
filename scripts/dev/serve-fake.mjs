// One made-up source on this machine, until the process is ended: prints, as JSON in one line, what a source that reads it is made with.
// usage: node --conditions=source scripts/dev/serve-fake.mjs slack|google-drive [address of whoever is Ada]
import { seedDemo as seedDrive, startDriveFake } from "@smartypants/connector-google-drive/fake";
import { seedDemo as seedSlack, startSlackFake } from "@smartypants/connector-slack/fake";

const FAKES = {
  slack: async (ownerEmail) => {
    const { settings, credential } = await startSlackFake({ isLive: true, seedWorld: (world) => seedSlack(world, { ownerEmail }) });
    return { settings, credential };
  },
  "google-drive": async (ownerEmail = "ada@acme.example") => {
    const fake = await startDriveFake({ domain: ownerEmail.split("@")[1], now: () => Date.now() });
    const { clientId, clientSecret } = fake.signIn;
    return { settings: { advanced: fake.advanced }, credential: seedDrive(fake), oauthClient: { clientId, clientSecret } };
  },
};

const [name = "", ownerEmail] = process.argv.slice(2);
if (!Object.hasOwn(FAKES, name)) {
  process.stderr.write(`Name one of: ${Object.keys(FAKES).join(", ")}.\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${JSON.stringify(await FAKES[name](ownerEmail))}\n`);
  // A fake alone does not keep its process: in tests it must not.
  setInterval(() => {}, 2 ** 30);
}
