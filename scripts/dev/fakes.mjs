// A made-up company's Slack workspace and Google Drive on this machine, for trying the product out without an account anywhere.
import { seedDemo as seedDrive, startDriveFake } from "@smartypants/connector-google-drive/fake";
import { seedDemo as seedSlack, startSlackFake } from "@smartypants/connector-slack/fake";

const PASSWORD = "made-up people only";
const ADA = { name: "Ada Winter", email: "ada@acme.example", role: "admin", password: PASSWORD };
/** May see less than Ada does. */
const OTHERS = [
  { name: "Ben Okafor", email: "ben@acme.example", role: "member", password: PASSWORD },
  { name: "Carla Rossi", email: "carla@acme.example", role: "member", password: PASSWORD },
];

/** Starts both. `environment` is what the server needs to know; `connect` makes the people and the sources once it is ready. */
export async function startFakes() {
  const slack = await startSlackFake({ isLive: true, seedWorld: (world) => seedSlack(world) });
  const drive = await startDriveFake({ domain: "acme.example", now: () => Date.now() });
  const credential = seedDrive(drive);
  return {
    environment: { SMARTY_ADMIN_EMAIL: ADA.email, SMARTY_ADMIN_PASSWORD: PASSWORD, SMARTY_CONNECTOR_NETWORKS: "127.0.0.1" },
    /** @param {string} url */
    connect: async (url) => {
      const call = await signIn(url);
      for (const person of OTHERS) await call("POST", "/users", person);
      await addSource(call, { connector: "slack", name: "Slack", settings: slack.settings, credential: slack.credential });
      await addSource(call, { connector: "google-drive", name: "Google Drive", settings: { advanced: drive.advanced }, credential });
    },
    said: [ADA, ...OTHERS].map(({ email, role }) => `${email} (${role})`).join(", ") + `; the password of each is “${PASSWORD}”`,
    close: () => Promise.all([slack.close(), drive.close()]),
  };
}

/** @typedef {(method: string, path: string, body: object) => Promise<{ id: string }>} Call */

/** @param {Call} call @param {object} source */
async function addSource(call, source) {
  const { id } = await call("POST", "/sources", { ...source, access: { mode: "source" } });
  await call("POST", `/sources/${id}/sync`, {});
}

/** @param {string} url @returns {Promise<Call>} */
async function signIn(url) {
  const headers = { "content-type": "application/json", origin: url };
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers,
    body: JSON.stringify({ email: ADA.email, password: PASSWORD }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return async (method, path, body) => {
    const reply = await fetch(`${url}/api/v1${path}`, { method, headers: { ...headers, cookie }, body: JSON.stringify(body) });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return JSON.parse(text);
  };
}
