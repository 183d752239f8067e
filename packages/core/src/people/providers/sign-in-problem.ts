/** Why somebody is not let in; the sign-in page and the account page have a sentence and a way out for each. */
export type SignInProblem =
  /** Used already, too old, begun in another browser, or never begun. */
  | "expired"
  | "busy"
  /** The provider is switched off, or gone. */
  | "off"
  | "declined"
  | "provider-error"
  | "unreachable"
  /** What the provider sent does not hold. */
  | "not-verified"
  /** Linking: somebody else is signed in, or nobody. */
  | "other-session"
  | "disabled"
  /** Of another workspace than the one that is meant. */
  | "other-workspace"
  /** The provider vouches for no address. */
  | "no-address"
  | "other-domain"
  /** There is somebody with this address, who has to link it while signed in. */
  | "link-first"
  | "no-account"
  /** The account at the provider is linked to somebody else. */
  | "linked-elsewhere"
  /** The address is somebody else's here. */
  | "address-taken";
