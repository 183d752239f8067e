export { type FakeClaims, type FakeOidcProvider, startFakeOidcProvider } from "./fake-oidc-provider.ts";
