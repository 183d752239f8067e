import type { GroupMapping, ProviderChange, ProviderPreset, SignInProvider, SignInRepository } from "@smartypants/core";
import { SmartyError } from "@smartypants/sdk";
import type { Kysely, Selectable } from "kysely";
import type { Schema, SignInProviderRow } from "../schema.ts";
import { bumpEpoch, parseJson } from "../sql.ts";
import { asPeople, atomically, type PeopleDb } from "./people/auth-tables.ts";
import { createAddressStore, dropVerification } from "./people/addresses.ts";
import { createIdentityStore } from "./people/identities.ts";

/** `db` may be a transaction; outside of one, each method that writes more than one row opens its own. */
export function createSignInRepository(db: Kysely<Schema>): SignInRepository {
  const people = asPeople(db);
  return { ...createProviderStore(people), ...createJourneyStore(people), ...createIdentityStore(people), ...createAddressStore(people) };
}

type Providers = "createProvider" | "providers" | "provider" | "sealedSecret" | "updateProvider" | "removeProvider" | "adminWays";

function createProviderStore(db: PeopleDb): Pick<SignInRepository, Providers> {
  return {
    createProvider: (provider) =>
      atomically(db, async (tx) => {
        const taken = await tx
          .selectFrom("signInProvider")
          .select("id")
          .where((row) => row.or([row("id", "=", provider.id), row("issuer", "=", provider.issuer)]))
          .executeTakeFirst();
        if (taken !== undefined) throw takenError(taken.id === provider.id ? provider.id : null);
        const { scopes, domains, mappings, provesAddresses, autoCreate, autoLink, enabled, ...rest } = provider;
        const flags = toFlags({ provesAddresses, autoCreate, autoLink, enabled });
        await tx
          .insertInto("signInProvider")
          .values({ ...rest, ...toLists({ scopes, domains, mappings }), ...flags })
          .execute();
      }),
    providers: async () => {
      const rows = await db
        .selectFrom("signInProvider")
        .selectAll()
        .select((provider) =>
          provider
            .selectFrom("linkedIdentity")
            .select((all) => all.fn.countAll<number | string>().as("people"))
            .whereRef("linkedIdentity.providerId", "=", "signInProvider.id")
            .as("people"),
        )
        .orderBy("name")
        .orderBy("id")
        .execute();
      // Postgres counts in text.
      return rows.map(({ people, ...row }) => ({ ...toProvider(row), people: Number(people ?? 0) }));
    },
    provider: async (id) => {
      const row = await db.selectFrom("signInProvider").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : toProvider(row);
    },
    sealedSecret: async (id) =>
      (await db.selectFrom("signInProvider").select("sealed").where("id", "=", id).executeTakeFirst())?.sealed ?? null,
    updateProvider: async (id, change) => {
      const row = await db.updateTable("signInProvider").set(toChange(change)).where("id", "=", id).returning("id").executeTakeFirst();
      return row !== undefined;
    },
    removeProvider: (id) =>
      atomically(db, async (tx) => {
        await bumpEpoch(tx, "acl");
        const identities = await tx.selectFrom("linkedIdentity").select("id").where("providerId", "=", id).execute();
        for (const identity of identities) await dropVerification(tx, identity.id);
        return (await tx.deleteFrom("signInProvider").where("id", "=", id).returning("id").executeTakeFirst()) !== undefined;
      }),
    adminWays: () => adminWays(db),
  };
}

async function adminWays(db: PeopleDb): ReturnType<SignInRepository["adminWays"]> {
  const admins = db
    .selectFrom("userProfile")
    .select((all) => all.fn.count<number | string>("userProfile.id").distinct().as("count"))
    .where("role", "=", "admin")
    .where("disabled", "=", 0);
  const byPassword = await admins
    .innerJoin("authAccount", "authAccount.userId", "userProfile.id")
    .where("authAccount.password", "is not", null)
    .executeTakeFirstOrThrow();
  const byProvider = await admins
    .innerJoin("linkedIdentity", "linkedIdentity.userId", "userProfile.id")
    .innerJoin("signInProvider", "signInProvider.id", "linkedIdentity.providerId")
    .where("signInProvider.enabled", "=", 1)
    .executeTakeFirstOrThrow();
  return { withPassword: Number(byPassword.count), withProvider: Number(byProvider.count) };
}

function takenError(id: string | null): SmartyError {
  const message =
    id === null
      ? "There is already a provider with this issuer. Change that one, or delete it first."
      : `There is already a provider called "${id}". Choose another id.`;
  return new SmartyError("conflict", message);
}

function createJourneyStore(db: PeopleDb): Pick<SignInRepository, "addJourney" | "takeJourney" | "sweepJourneys"> {
  return {
    addJourney: async (journey) => void (await db.insertInto("signInJourney").values(journey).execute()),
    takeJourney: async (stateHash) =>
      (await db.deleteFrom("signInJourney").where("stateHash", "=", stateHash).returningAll().executeTakeFirst()) ?? null,
    sweepJourneys: async (now) => {
      const rows = await db.deleteFrom("signInJourney").where("expiresAt", "<=", now).returning("stateHash").execute();
      return rows.length;
    },
  };
}

type Flags = Partial<Pick<SignInProvider, "provesAddresses" | "autoCreate" | "autoLink" | "enabled">>;

function toFlags(flags: Flags): { readonly [Name in keyof Flags]: number } {
  return Object.fromEntries(
    Object.entries(flags)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ? 1 : 0]),
  );
}

type Lists = Partial<Pick<SignInProvider, "scopes" | "domains" | "mappings">>;

function toLists<Given extends Lists>(lists: Given): { readonly [Name in keyof Given]: string } {
  const present = Object.entries(lists).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, JSON.stringify(value)])) as { readonly [Name in keyof Given]: string };
}

function toChange({ scopes, domains, mappings, provesAddresses, autoCreate, autoLink, enabled, ...rest }: ProviderChange) {
  return {
    ...rest,
    ...toLists({ ...(scopes && { scopes }), ...(domains && { domains }), ...(mappings && { mappings }) }),
    ...toFlags({
      ...(provesAddresses !== undefined && { provesAddresses }),
      ...(autoCreate !== undefined && { autoCreate }),
      ...(autoLink !== undefined && { autoLink }),
      ...(enabled !== undefined && { enabled }),
    }),
  };
}

function toProvider({ sealed, ...row }: Selectable<SignInProviderRow>): SignInProvider {
  return {
    ...row,
    preset: row.preset as ProviderPreset,
    hasSecret: sealed !== null,
    scopes: parseJson<readonly string[]>(row.scopes),
    domains: parseJson<readonly string[]>(row.domains),
    mappings: parseJson<readonly GroupMapping[]>(row.mappings),
    provesAddresses: row.provesAddresses === 1,
    autoCreate: row.autoCreate === 1,
    autoLink: row.autoLink === 1,
    enabled: row.enabled === 1,
  };
}
