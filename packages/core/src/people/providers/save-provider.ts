import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../../access/actor.ts";
import type { ProviderChange, SignInProvider } from "../../ports/database/sign-in.ts";
import type { Ports } from "../../ports/ports.ts";
import { audit } from "../audit.ts";
import { keepingWayIn } from "./passwords.ts";
import { checkSettings, type NewProvider, type ProviderSettings, readIssuer, settingsOf } from "./provider-input.ts";
import { getProvider, providerNotFound, type ProviderView, secretContext } from "./provider-view.ts";

type Needs = Pick<Ports, "database" | "identity" | "vault" | "clock" | "ids">;

/** Adds a provider, switched off: it is tried first. Throws `conflict` when its id or issuer is taken. */
export async function createProvider(ports: Needs, actor: Actor, input: NewProvider): Promise<ProviderView> {
  requireRole(actor, "admin");
  const { id, preset } = input;
  const issuer = readIssuer(preset, input.issuer);
  const now = ports.clock.now();
  await ports.database.transaction(async (tx) => {
    const settings = await checkSettings(tx, { issuer, preset }, input.settings ?? {});
    await tx.signIn.createProvider({
      ...settings,
      ...sealSecret(ports, { id, issuer }, input.clientSecret ?? null),
      id,
      preset,
      issuer,
      name: input.name.trim(),
      clientId: input.clientId.trim(),
      enabled: false,
      createdBy: actor.userId,
      createdAt: now,
      updatedAt: now,
    });
    await audit(ports, tx, actor, { action: "provider.create", objectId: id, detail: { preset } });
  });
  return getProvider(ports, actor, id);
}

/** Id, preset and issuer stay: people and the redirect URI depend on them. */
export interface ProviderEdit {
  readonly name?: string | undefined;
  readonly clientId?: string | undefined;
  /** Null takes it away. */
  readonly clientSecret?: string | null | undefined;
  readonly enabled?: boolean | undefined;
  readonly settings?: ProviderSettings | undefined;
}

/** Acts with the next sign-in. Throws `conflict` when no administrator could come in any more. */
export async function updateProvider(ports: Needs, actor: Actor, id: string, edit: ProviderEdit): Promise<ProviderView> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    const before = await tx.signIn.provider(id);
    if (before === null) throw providerNotFound();
    const settings = edit.settings === undefined ? {} : await checkSettings(tx, before, edit.settings, settingsOf(before));
    const change: ProviderChange = {
      ...settings,
      ...(edit.name !== undefined && { name: edit.name.trim() }),
      ...(edit.clientId !== undefined && { clientId: edit.clientId.trim() }),
      ...(edit.clientSecret !== undefined && sealSecret(ports, before, edit.clientSecret)),
      ...(edit.enabled !== undefined && { enabled: edit.enabled }),
      updatedAt: ports.clock.now(),
    };
    await keepingWayIn(tx, () => tx.signIn.updateProvider(id, change));
    const detail = {
      ...(edit.enabled !== undefined && { enabled: edit.enabled }),
      secret: edit.clientSecret !== undefined,
      changed: changedNames(before, change),
    };
    await audit(ports, tx, actor, { action: "provider.update", objectId: id, detail });
  });
  return getProvider(ports, actor, id);
}

/** Unlinks everybody from it: addresses and memberships that came from it are gone at once. */
export async function deleteProvider(ports: Pick<Ports, "database" | "clock" | "ids">, actor: Actor, id: string): Promise<void> {
  requireRole(actor, "admin");
  await ports.database.transaction(async (tx) => {
    if (!(await keepingWayIn(tx, () => tx.signIn.removeProvider(id)))) throw providerNotFound();
    await audit(ports, tx, actor, { action: "provider.delete", objectId: id });
  });
}

function sealSecret(
  { vault }: Pick<Ports, "vault">,
  { id, issuer }: Pick<SignInProvider, "id" | "issuer">,
  given: string | null,
): { readonly sealed: string | null; readonly lastFour: string } {
  const secret = given?.trim() ?? "";
  if (given === null) return { sealed: null, lastFour: "" };
  if (secret === "")
    throw new SmartyError("invalid", "The client secret is empty.", { fields: [{ path: "clientSecret", message: "empty" }] });
  // Of a short secret four characters would be too much.
  return { sealed: vault.seal(secret, secretContext(id, issuer)), lastFour: secret.length < 12 ? "" : secret.slice(-4) };
}

/** Names of settings only: what they hold is nobody's business in a log. */
function changedNames(before: SignInProvider, change: ProviderChange): readonly string[] {
  const known: Readonly<Record<string, unknown>> = { ...before };
  return Object.entries(change)
    .filter(([name, value]) => name in known && name !== "updatedAt" && JSON.stringify(known[name]) !== JSON.stringify(value))
    .map(([name]) => name);
}
