import i18next from "i18next";
import { toast } from "../../../ui/toast.ts";
import type { CredentialDraft } from "../credential/credential-fields.tsx";
import { type Kept, takeDraft, takeWay } from "./kept-draft.ts";

/** What came of signing in at a source. */
export interface SignInReturn {
  /** Where the operator goes on. */
  readonly kept: Kept | null;
  /** Why it did not work, in the server's words. */
  readonly fault: string | null;
}

/** On the page that adds sources. */
export function takeReturn(): SignInReturn | null {
  const facts = takeFacts();
  // Google and others show what is wrong with a client on a page of their own: from there people come by their browser's way back.
  if (facts === null) return cameBack() ? { kept: takeDraft(null), fault: null } : null;
  return { kept: takeDraft(facts.handle), fault: facts.handle === null ? facts.message : null };
}

/** On the page of a source: the new credential, in the server's keeping. */
export function takeSignedIn(): CredentialDraft | null {
  const facts = takeFacts();
  if (facts === null) return null;
  if (facts.handle !== null) return { way: takeWay(), values: {}, handle: facts.handle };
  toast(i18next.t("sources.credential.notSignedIn", { reason: facts.message }));
  return null;
}

function cameBack(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type === "back_forward";
}

/** Reads the answer once and takes it out of the address: a handle is good for one use and belongs in no history. */
function takeFacts(): { readonly handle: string | null; readonly message: string } | null {
  const facts = new URLSearchParams(location.hash.slice(1));
  const outcome = facts.get("oauth");
  if (outcome === null) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return { handle: outcome === "done" ? facts.get("handle") : null, message: facts.get("message") ?? "" };
}
