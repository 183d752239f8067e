// The fake provider in a process of its own, for tests in a browser: writes one line of JSON about itself and goes on until it is killed.
import { startFakeOidcProvider } from "./fake-oidc-provider.ts";

const { issuer, clientId, clientSecret } = await startFakeOidcProvider();
process.stdout.write(`${JSON.stringify({ issuer, clientId, clientSecret })}\n`);
