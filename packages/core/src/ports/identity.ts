/** A place where somebody is signed in. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: number;
  /** When it was last prolonged. */
  readonly updatedAt: number;
  readonly expiresAt: number;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export interface SignInAttempt {
  /** Null for an address that may not sign in: takes as long as a wrong password and answers null. */
  readonly email: string | null;
  readonly password: string;
  /** False: one day, and the browser forgets it when closed. */
  readonly remember: boolean;
  readonly clientAddress: string;
  readonly userAgent: string | null;
}

export interface NewSession {
  readonly userId: string;
  readonly clientAddress: string;
  readonly userAgent: string | null;
}

/** What the caller must pass on to the browser; each is a whole `Set-Cookie` value. */
export interface SignedIn {
  readonly userId: string;
  readonly sessionId: string;
  readonly setCookies: readonly string[];
}

/**
 * Passwords, sessions and their cookies. It knows accounts by user id and nothing of roles: whether a person is disabled is for the caller
 * to check. The rows of an account are written by the people repository, so that they commit with the person.
 */
export interface Identity {
  /** Where people reach us, for example `https://search.example.org`. */
  readonly publicOrigin: string;
  /** Whether a browser page of this origin is ours. Exact: scheme, host and port. */
  trustsOrigin(origin: string): boolean;
  /** Throws `invalid` with the field `password` unless it is long enough, not a common one and not made from the address. */
  checkPassword(password: string, email: string): void;
  /** Slow on purpose. Equal characters in different Unicode forms give one password. */
  hashPassword(password: string): Promise<string>;
  /** A null hash takes as long as a real one and answers false. */
  verifyPassword(hash: string | null, password: string): Promise<boolean>;
  /** Null when the address or the password is wrong; both take the same time. Throws `rate_limited` for too many from one address. */
  signIn(attempt: SignInAttempt): Promise<SignedIn | null>;
  /** A session for somebody whose identity has been proven in another way. The caller has checked that the person may sign in. */
  openSession(session: NewSession): Promise<SignedIn>;
  /**
   * The living session that the cookie of these headers names. A session lives 7 days since its last use, at most 30 in all.
   * `setCookies` is not empty when it was prolonged.
   */
  sessionOf(headers: Headers): Promise<{ readonly session: Session; readonly setCookies: readonly string[] } | null>;
  /** Living sessions, latest first. */
  sessions(userId: string): Promise<readonly Session[]>;
  /** False when the person has no such session. */
  revokeSession(userId: string, sessionId: string): Promise<boolean>;
  /** Ends all sessions of a person, but for `exceptSessionId`. Returns how many. */
  revokeSessions(userId: string, exceptSessionId?: string): Promise<number>;
  /**
   * Serves the few requests below `/api/auth` that need nothing but the cookie: `GET get-session` and `POST sign-out`; 404 for all others.
   * `clientAddress` replaces whatever the request's headers say about the caller.
   */
  handle(request: Request, clientAddress: string): Promise<Response>;
}
