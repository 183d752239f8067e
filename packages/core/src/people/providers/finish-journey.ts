import { isSmartyError } from "@smartypants/sdk";
import type { Actor } from "../../access/actor.ts";
import type { SignInProvider } from "../../ports/database/sign-in.ts";
import type { SignedIn } from "../../ports/identity.ts";
import type { OidcClaims } from "../../ports/oidc.ts";
import type { Ports } from "../../ports/ports.ts";
import { audit } from "../audit.ts";
import { beginAttempt, type Caller } from "../sign-in.ts";
import { ADDRESS_POLICY, addressKey, forgiveAttempt } from "../throttle.ts";
import { hashToken } from "../tokens.ts";
import { admit } from "./admit.ts";
import { connectionOf, redirectUriOf } from "./provider-view.ts";
import type { SignInProblem } from "./sign-in-problem.ts";
import { type JourneySecrets, journeyContext, journeyIdOf } from "./start-journey.ts";

type Needs = Pick<Ports, "database" | "identity" | "oidc" | "vault" | "clock" | "ids" | "logger">;

/** What the provider has sent back through the browser. */
export interface ProviderAnswer {
  readonly providerId: string;
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly iss: string | undefined;
  readonly error: string | undefined;
  /** The browser's token of a journey. */
  readonly browserToken: (journeyId: string) => string | undefined;
}

export interface Arrival {
  readonly caller: Caller;
  /** Who is signed in with this browser already. */
  readonly actor: Actor | null;
}

/** The browser is on its way between two sites, so what goes wrong is no error but a page with a sentence. */
export type JourneyEnd =
  | { readonly kind: "signed-in"; readonly signedIn: SignedIn; readonly returnTo: string; readonly journeyId: string }
  | { readonly kind: "linked"; readonly returnTo: string; readonly journeyId: string }
  | {
      readonly kind: "refused";
      readonly problem: SignInProblem;
      readonly isLinking: boolean;
      readonly returnTo: string;
      readonly journeyId: string | null;
    };

/** Ends what `startProviderSignIn` or `startLinking` has begun: once, within ten minutes, in the same browser, with the same provider. */
export async function finishJourney(ports: Needs, answer: ProviderAnswer, arrival: Arrival): Promise<JourneyEnd> {
  const { database, clock } = ports;
  const key = `provider-answer-${addressKey(arrival.caller.clientAddress)}`;
  const attempt = await beginAttempt(ports, key, ADDRESS_POLICY).catch((error: unknown) => {
    // Locked: said on the page like all the rest.
    if (isSmartyError(error) && error.code === "rate_limited") return null;
    throw error;
  });
  if (attempt === null) return refused("busy", null, null);
  const journey = await takeJourney(ports, answer);
  const end = journey === null ? refused("expired", null, null) : await arrive(ports, answer, arrival, journey);
  if (end.kind === "refused") {
    const detail = { provider: answer.providerId, problem: end.problem };
    await audit(ports, database, arrival.actor, { action: "identity.refuse", objectId: null, detail });
    return end;
  }
  await database.people.changeThrottle(key, (row) => forgiveAttempt(row, attempt.hasLocked, clock.now()));
  return end;
}

interface TakenJourney extends JourneySecrets {
  readonly id: string;
}

/** Null for an answer that does not belong to what this browser has begun with this provider. Whatever it is, it is used up. */
async function takeJourney({ database, vault, clock }: Needs, answer: ProviderAnswer): Promise<TakenJourney | null> {
  if (answer.state === undefined || answer.state === "") return null;
  const stateHash = await hashToken(answer.state);
  const journey = await database.signIn.takeJourney(stateHash);
  if (journey === null || journey.expiresAt <= clock.now() || journey.providerId !== answer.providerId) return null;
  const id = journeyIdOf(stateHash);
  const token = answer.browserToken(id);
  if (token === undefined || (await hashToken(token)) !== journey.browserHash) return null;
  return { id, ...(JSON.parse(vault.open(journey.sealed, journeyContext(stateHash))) as JourneySecrets) };
}

async function arrive(ports: Needs, answer: ProviderAnswer, { caller, actor }: Arrival, journey: TakenJourney): Promise<JourneyEnd> {
  const { database, identity } = ports;
  const refuse = (problem: SignInProblem): JourneyEnd => refused(problem, journey, journey.id);
  const provider = await database.signIn.provider(answer.providerId);
  if (provider === null || !provider.enabled) return refuse("off");
  if (answer.error !== undefined) return refuse(answer.error === "access_denied" ? "declined" : "provider-error");
  if (answer.code === undefined || answer.code === "") return refuse("provider-error");
  // Before the code is used: it belongs to whoever began.
  if (journey.userId !== null && actor?.userId !== journey.userId) return refuse("other-session");
  const claims = await redeem(ports, provider, { ...answer, code: answer.code }, journey);
  if (typeof claims === "string") return refuse(claims);
  const admission = await admit(ports, provider, claims, journey.userId);
  if ("problem" in admission) return refuse(admission.problem);
  const { returnTo, id: journeyId } = journey;
  if (journey.userId !== null) return { kind: "linked", returnTo, journeyId };
  const signedIn = await identity.openSession({ userId: admission.userId, ...caller });
  const detail = { provider: provider.id };
  await audit(ports, database, signedIn, { action: "session.create", objectId: signedIn.sessionId, detail });
  return { kind: "signed-in", signedIn, returnTo, journeyId };
}

async function redeem(
  ports: Needs,
  provider: SignInProvider,
  { code, iss }: ProviderAnswer & { readonly code: string },
  { nonce, codeVerifier }: JourneySecrets,
): Promise<OidcClaims | SignInProblem> {
  const wanted = ["email", ...(provider.groupsClaim === null ? [] : [provider.groupsClaim])];
  try {
    const redirectUri = redirectUriOf(ports, provider.id);
    return await ports.oidc.redeem(
      await connectionOf(ports, provider),
      { code, iss: iss ?? null, redirectUri, nonce, codeVerifier },
      wanted,
    );
  } catch (error) {
    // The person sees a page; whoever runs this sees what the provider did.
    if (!isSmartyError(error)) throw error;
    ports.logger.warn({ err: error, provider: provider.id }, "a sign-in at a provider failed");
    return error.code === "unauthenticated" ? "not-verified" : "unreachable";
  }
}

function refused(problem: SignInProblem, journey: JourneySecrets | null, journeyId: string | null): JourneyEnd {
  const isLinking = journey !== null && journey.userId !== null;
  return { kind: "refused", problem, isLinking, returnTo: journey?.returnTo ?? "/", journeyId };
}
