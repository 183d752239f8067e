/** What is needed to speak with one identity provider. */
export interface OidcConnection {
  /** Exactly as the provider writes it: where it is reached, and what its tokens must say. */
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a client that has none and proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
}

/** What one sign-in made up, and what its answer has to match. */
export interface OidcSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** What came back through the browser. */
export interface OidcAnswer extends Omit<OidcSecrets, "state"> {
  readonly redirectUri: string;
  readonly code: string;
  /** The parameter `iss` of the answer (RFC 9207); null when there was none. */
  readonly iss: string | null;
}

/** What a provider says of somebody, after every check. `sub` is not empty. */
export type OidcClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

export type OidcProbeName = "discovery" | "issuer" | "endpoints" | "keys" | "client";

export interface OidcProbe {
  readonly name: OidcProbeName;
  /** `unknown`: the provider's answer does not tell. `skipped`: an earlier one has failed. */
  readonly outcome: "ok" | "failed" | "unknown" | "skipped";
  /** For administrators; says what to do. */
  readonly message: string;
}

/**
 * The code flow with PKCE. Every request goes through the one way out and follows no redirect. It keeps descriptions and keys of providers
 * for a while, and fetches keys anew when a token names one that is not among them.
 */
export interface OidcClient {
  /** Where the browser goes. Throws `network` or `config` when the provider does not describe itself as it should. */
  authorizationUrl(connection: OidcConnection, request: OidcSecrets & { readonly redirectUri: string }): Promise<string>;
  /**
   * Exchanges the code and verifies the ID token: signature by an asymmetric algorithm, issuer, audience, authorised party, times, nonce, hash
   * of the access token. Claims that are not in the token come from the provider's user information, about the same subject. Throws
   * `unauthenticated` for whatever does not hold, `network` and `config` as above.
   */
  redeem(connection: OidcConnection, answer: OidcAnswer, wanted: readonly string[]): Promise<OidcClaims>;
  /** Tries everything that can be tried without a person, afresh. Never throws for what is wrong at the provider. */
  probe(connection: OidcConnection, redirectUri: string): Promise<readonly OidcProbe[]>;
}
