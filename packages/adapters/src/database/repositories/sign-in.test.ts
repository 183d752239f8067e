import type { LinkedIdentity, SignInProvider } from "@smartypants/core";
import { beforeEach, expect, test } from "vitest";
import { createDatabase } from "../database.ts";
import { describeOnEngines, type OpenedDatabase } from "../testing/describe-on-engines.ts";

type Database = ReturnType<typeof createDatabase>;

const NOW = Date.UTC(2026, 2, 1);

const PROVIDER: SignInProvider & { readonly sealed: string | null } = {
  id: "company",
  preset: "generic",
  name: "Company ID",
  issuer: "https://id.example.org",
  clientId: "client",
  sealed: "sealed",
  lastFour: "",
  hasSecret: true,
  scopes: ["openid"],
  domains: ["example.org"],
  workspace: null,
  groupsClaim: "groups",
  mappings: [{ value: "eng", groupId: "g", role: null }],
  provesAddresses: false,
  autoCreate: true,
  autoLink: false,
  enabled: true,
  createdBy: "ada",
  createdAt: NOW,
  updatedAt: NOW,
};

function identityOf(userId: string, more: Partial<LinkedIdentity> = {}): Omit<LinkedIdentity, "addresses"> {
  const { addresses: _addresses, ...rest } = {
    id: `i-${userId}`,
    userId,
    providerId: "company",
    issuer: PROVIDER.issuer,
    subject: `s-${userId}`,
    label: userId,
    addresses: [],
    grantedRole: null,
    createdAt: NOW,
    lastUsedAt: NOW,
    ...more,
  };
  return rest;
}

describeOnEngines("sign-in providers", (open) => {
  let opened: OpenedDatabase;
  let database: Database;

  beforeEach(async () => {
    opened = await open();
    const { handle, clock } = opened;
    const jobWriter = (): never => {
      throw new Error("no jobs here");
    };
    database = createDatabase({ db: handle.db, engine: handle.engine, clock, jobWriter });
    const { hasSecret: _hasSecret, ...provider } = PROVIDER;
    await database.signIn.createProvider(provider);
    for (const id of ["ada", "grace"]) {
      await database.people.create({
        id,
        email: `${id}@example.org`,
        name: id,
        role: "admin",
        verifiedBy: "setup",
        passwordHash: id === "ada" ? "x" : null,
        now: NOW,
      });
      await database.signIn.addIdentity(identityOf(id));
    }
    return opened.dispose;
  });

  async function principalsOf(id: string): Promise<readonly string[]> {
    const person = await database.people.get(id);
    if (person === null) return [];
    const { role, name, email, verifiedAt } = person;
    return database.forActor({ userId: id, role, name, email, verifiedAt, via: "session", scopes: ["all"] }).content.principals();
  }

  test("a provider comes back as it was written, and a change alters what it names", async () => {
    const { sealed: _sealed, ...provider } = PROVIDER;
    expect(await database.signIn.provider("company")).toEqual(provider);
    expect(await database.signIn.sealedSecret("company")).toBe("sealed");
    expect(await database.signIn.updateProvider("company", { domains: [], enabled: false, sealed: null, updatedAt: NOW + 1 })).toBe(true);
    expect(await database.signIn.provider("company")).toEqual({
      ...provider,
      domains: [],
      enabled: false,
      hasSecret: false,
      updatedAt: NOW + 1,
    });
    expect(await database.signIn.updateProvider("missing", { enabled: true })).toBe(false);
    expect(await database.signIn.providers()).toMatchObject([{ id: "company", people: 2 }]);
  });

  test("an id, an issuer and a subject are each taken once", async () => {
    const { hasSecret: _hasSecret, ...provider } = PROVIDER;
    await expect(database.signIn.createProvider({ ...provider, id: "other" })).rejects.toMatchObject({ code: "conflict" });
    await expect(database.signIn.createProvider({ ...provider, issuer: "https://other.example" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(database.signIn.addIdentity(identityOf("grace", { id: "i2", subject: "s-ada" }))).rejects.toMatchObject({
      code: "conflict",
    });
  });

  test("a journey is taken by one caller only, however many come at once", async () => {
    const journey = { stateHash: "h", providerId: "company", browserHash: "b", sealed: "x", expiresAt: NOW + 10 };
    await database.signIn.addJourney(journey);
    const taken = await Promise.all(Array.from({ length: 5 }, () => database.signIn.takeJourney("h")));
    expect(taken.filter((each) => each !== null)).toEqual([journey]);
    await database.signIn.addJourney(journey);
    expect(await database.signIn.sweepJourneys(NOW + 9)).toBe(0);
    expect(await database.signIn.sweepJourneys(NOW + 10)).toBe(1);
  });

  test("an address that is vouched for is a principal at once, and gone at once", async () => {
    const before = await principalsOf("ada");
    await database.signIn.setAddresses("i-ada", ["ada@chat.example", "ada@mail.example"], NOW);
    const vouched = ["user:ada@chat.example", "user:ada@mail.example", "domain:chat.example", "domain:mail.example"];
    expect(await principalsOf("ada")).toEqual([...before, ...vouched].toSorted());
    expect(await database.signIn.ownersOfAddress("ada@chat.example")).toEqual(["ada"]);
    await database.signIn.setAddresses("i-ada", ["ada@mail.example"], NOW);
    expect(await principalsOf("ada")).not.toContain("user:ada@chat.example");
    expect(await principalsOf("grace")).not.toContain("user:ada@mail.example");
    expect(await database.signIn.removeIdentity("grace", "i-ada")).toBe(false);
    expect(await database.signIn.removeIdentity("ada", "i-ada")).toBe(true);
    expect(await principalsOf("ada")).toEqual(before);
    expect(await database.signIn.ownersOfAddress("ada@mail.example")).toEqual([]);
  });

  test("an own address that only an identity has verified follows it, and is verified no more without it", async () => {
    const person = {
      id: "new",
      email: "new@example.org",
      name: "N",
      role: "member" as const,
      verifiedBy: "identity:i-new",
      passwordHash: null,
      now: NOW,
    };
    await database.people.create(person);
    await database.signIn.addIdentity(identityOf("new"));
    await database.signIn.setAddresses("i-new", ["new@example.org"], NOW);
    await database.signIn.setAddresses("i-new", ["newer@example.org"], NOW + 5);
    expect(await database.people.get("new")).toMatchObject({ email: "newer@example.org", verifiedAt: NOW + 5 });
    await database.signIn.setAddresses("i-new", [], NOW + 6);
    expect(await database.people.get("new")).toMatchObject({ email: "newer@example.org", verifiedAt: null, verifiedBy: null });
    expect(await principalsOf("new")).toEqual(["everyone"]);
  });

  test("an own address never follows to one that is somebody else's", async () => {
    await database.people.create({
      id: "new",
      email: "new@example.org",
      name: "N",
      role: "member",
      verifiedBy: "identity:i-new",
      passwordHash: null,
      now: NOW,
    });
    await database.signIn.addIdentity(identityOf("new"));
    await database.signIn.setAddresses("i-new", ["ada@example.org"], NOW);
    expect(await database.people.get("new")).toMatchObject({ email: "new@example.org", verifiedAt: null });
  });

  test("memberships of an identity come and go with it, and what was given by hand stays", async () => {
    for (const id of ["g1", "g2", "g3"]) await database.people.createGroup({ id, name: id, description: "", now: NOW });
    await database.people.addMembers("g1", ["ada"], NOW);
    await database.signIn.setMemberships("i-ada", ["g1", "g2"], NOW);
    const groups = async (): Promise<readonly string[]> => (await database.people.groupsOf("ada")).map(({ id }) => id);
    expect(await groups()).toEqual(["g1", "g2"]);
    await database.signIn.setMemberships("i-ada", ["g3"], NOW);
    expect(await groups()).toEqual(["g1", "g3"]);
    expect(await principalsOf("ada")).toContain("group:local/g3");
    await database.signIn.removeIdentity("ada", "i-ada");
    expect(await groups()).toEqual(["g1"]);
  });

  test("a provider takes with it whatever came from it", async () => {
    await database.people.createGroup({ id: "g1", name: "g1", description: "", now: NOW });
    await database.signIn.setAddresses("i-ada", ["ada@chat.example"], NOW);
    await database.signIn.setMemberships("i-ada", ["g1"], NOW);
    expect(await database.signIn.removeProvider("company")).toBe(true);
    expect(await database.signIn.identitiesOf("ada")).toEqual([]);
    expect(await principalsOf("ada")).toEqual(["domain:example.org", "everyone", "user:ada@example.org"]);
    expect(await database.signIn.removeProvider("company")).toBe(false);
  });

  test("the ways in of the administrators are counted: a password, and an enabled provider", async () => {
    expect(await database.signIn.adminWays()).toEqual({ withPassword: 1, withProvider: 2 });
    await database.people.update("grace", { disabled: true }, NOW);
    expect(await database.signIn.adminWays()).toEqual({ withPassword: 1, withProvider: 1 });
    await database.signIn.updateProvider("company", { enabled: false });
    expect(await database.signIn.adminWays()).toEqual({ withPassword: 1, withProvider: 0 });
  });

  test("nobody is made with an address that a provider vouches for as somebody else's", async () => {
    await database.signIn.setAddresses("i-ada", ["ada@chat.example"], NOW);
    const made = database.people.create({
      id: "x",
      email: "ada@chat.example",
      name: "X",
      role: "member",
      verifiedBy: null,
      passwordHash: null,
      now: NOW,
    });
    await expect(made).rejects.toMatchObject({ code: "conflict" });
  });

  test("an erased person leaves no identity and no address behind", async () => {
    await database.signIn.setAddresses("i-grace", ["grace@chat.example"], NOW);
    expect(await database.personalData.forget({ userId: "grace", principals: [] }, "ada")).toBe("done");
    expect(await database.signIn.identity(PROVIDER.issuer, "s-grace")).toBeNull();
    expect(await database.signIn.ownersOfAddress("grace@chat.example")).toEqual([]);
  });
});
