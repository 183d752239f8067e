import { seedDemo as seedDrive, startDriveFake } from "@smartypants/connector-google-drive/fake";
import { seedDemo as seedSlack, startSlackFake } from "@smartypants/connector-slack/fake";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestPerson, type TestServer, until } from "../testing/open-test-server.ts";

// The whole product with its threads, and a source that is another process to it.
let server: TestServer;

beforeAll(async () => {
  server = await openTestServer({ environment: { SMARTY_CONNECTOR_NETWORKS: "127.0.0.1" } });
});
afterAll(() => server.close());

const people = new Map<string, Promise<TestPerson>>();

/** Of one address there is one person. */
function personOf(email: string): Promise<TestPerson> {
  const [name = "", domain = ""] = email.split("@");
  const person = people.get(email) ?? server.person(name, { domain });
  people.set(email, person);
  return person;
}

async function found(person: TestPerson, query: string): Promise<readonly string[]> {
  const { body } = await server.call<{ hits: { document: { externalId: string } }[] }>(person, "POST /api/v1/search", {
    json: { query, limit: 50 },
  });
  return body.hits.map((hit) => hit.document.externalId);
}

async function connect(connector: string, settings: object, credential: object): Promise<string> {
  const json = { connector, name: connector, settings, credential, access: { mode: "source" } };
  const { status, body, text } = await server.call<{ id: string }>(server.admin, "POST /api/v1/sources", { json });
  if (status !== 201) throw new Error(text);
  expect(await server.sync(body.id)).toMatchObject({ state: "succeeded", counts: { failed: 0 } });
  return body.id;
}

function once(check: () => Promise<boolean>): Promise<true> {
  return until(async () => ((await check()) ? true : undefined), 15_000);
}

async function inventory(sourceId: string): Promise<unknown> {
  const { body } = await server.call<{ syncRunId: string }>(server.admin, `POST /api/v1/sources/${sourceId}/inventory`);
  return until(async () => {
    const run = (await server.call<{ state: string }>(server.admin, `GET /api/v1/sync-runs/${body.syncRunId}`)).body;
    return run.state === "queued" || run.state === "running" ? undefined : run;
  });
}

describe("Slack", () => {
  test("connects, follows what is said and who may see it, and loses nothing to an inventory", async () => {
    const fake = await startSlackFake({ seedWorld: seedSlack });
    try {
      const [ada, emma] = [await personOf("ada@acme.example"), await personOf("emma@acme.example")];
      const id = await connect("slack", fake.settings, fake.credential);
      const payroll = [...fake.world.channels.values()].find(({ name }) => name === "payroll");
      const emmaInSlack = [...fake.world.users.values()].find(({ name }) => name === "emma");
      if (payroll === undefined || emmaInSlack === undefined) throw new Error("the demo has changed");
      const inPayroll = async (person: TestPerson, query: string) =>
        (await found(person, query)).some((each) => each.startsWith(payroll.id));
      // Socket Mode: nobody asks for a sync.
      await once(async () => fake.sockets.connections() > 0);
      fake.change.post(fake.world, payroll.id, emmaInSlack.id, "The zebra bonus is paid in March.");
      await once(() => inPayroll(emma, "zebra bonus"));
      expect(await inPayroll(ada, "zebra bonus")).toBe(false);
      fake.change.leave(fake.world, payroll.id, emmaInSlack.id);
      await once(async () => !(await inPayroll(emma, "zebra bonus")));
      const { documents } = await server.ports.database.sources.counts(id);
      expect(await inventory(id)).toMatchObject({ state: "succeeded", counts: { deleted: 0 } });
      expect((await server.ports.database.sources.counts(id)).documents).toBe(documents);
      expect(fake.violations).toEqual([]);
    } finally {
      await fake.close();
    }
  });
});

describe("Google Drive", () => {
  test("connects with a service account, shows everybody what they may see, and loses nothing to an inventory", async () => {
    const fake = await startDriveFake();
    try {
      const id = await connect("google-drive", { advanced: fake.advanced }, seedDrive(fake));
      const [ada = "", ben = "", carla = ""] = ["ada", "ben", "carla"].map((name) => `${name}@${fake.world.domain}`);
      const seen = async (email: string): Promise<readonly string[]> => {
        const actor = await server.actorOf(await personOf(email));
        const documents = await server.ports.database.forActor(actor).content.documents({ sourceId: id, limit: 200 });
        return documents.map(({ externalId }) => externalId);
      };
      // At Google everybody finds these, folders and what is left out by its nature besides.
      for (const email of [ada, ben, carla])
        expect([...fake.filesOf(email)], email).toEqual(expect.arrayContaining([...(await seen(email))]));
      expect((await seen(ada)).length).toBeGreaterThan(5);
      expect((await seen(carla)).length).toBeLessThan((await seen(ada)).length);
      expect(await inventory(id)).toMatchObject({ state: "succeeded", counts: { deleted: 0 } });
      expect(fake.complaints).toEqual([]);
    } finally {
      await fake.close();
    }
  });
});
