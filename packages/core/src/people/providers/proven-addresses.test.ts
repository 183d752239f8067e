import { expect, test } from "vitest";
import { isAccepted, provenAddresses } from "./proven-addresses.ts";

const GOOGLE = "https://accounts.google.com";
const MICROSOFT = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";

function proven(claims: object, issuer = "https://id.example.org", provesAddresses = false): readonly string[] {
  return provenAddresses({ issuer, provesAddresses }, { sub: "s", ...claims });
}

test("an address counts when the provider says that it is verified, however it writes that, and not otherwise", () => {
  for (const email_verified of [true, "true", 1, "1"])
    expect(proven({ email: " Ada@Example.org", email_verified })).toEqual(["ada@example.org"]);
  for (const email_verified of [false, "false", undefined, null, 0, "yes", {}, [true]])
    expect(proven({ email: "ada@example.org", email_verified })).toEqual([]);
});

test("what is no address proves none", () => {
  for (const email of [undefined, null, 7, "", "ada", "ada@", "a b@example.org", ["ada@example.org"], `${"a".repeat(300)}@example.org`]) {
    expect(proven({ email, email_verified: true })).toEqual([]);
  }
});

test("the operator's word stands in for a provider that says nothing, but not for one that is known to lie", () => {
  expect(proven({ email: "ada@example.org" }, undefined, true)).toEqual(["ada@example.org"]);
  for (const issuer of [GOOGLE, MICROSOFT, "https://slack.com", "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"]) {
    expect(proven({ email: "ada@example.org" }, issuer, true)).toEqual([]);
  }
});

// Any directory's administrator writes into `email` what they like: that is how accounts were taken over elsewhere.
test("Microsoft's e-mail claim is not believed without its word that the domain's owner verified it", () => {
  expect(proven({ email: "boss@example.org", email_verified: true, preferred_username: "boss@example.org" }, MICROSOFT)).toEqual([]);
  expect(proven({ email: "ada@example.org", xms_edov: true }, MICROSOFT)).toEqual(["ada@example.org"]);
  expect(proven({ email: "ada@example.org", xms_edov: "0" }, MICROSOFT)).toEqual([]);
  const lists = { verified_primary_email: ["ada@example.org"], verified_secondary_email: ["a@example.org", "ada@example.org"] };
  expect(proven({ email: "boss@example.org", ...lists }, MICROSOFT)).toEqual(["ada@example.org", "a@example.org"]);
});

test("Google vouches for its own addresses and for domains that it hosts", () => {
  expect(proven({ email: "ada@gmail.com", email_verified: true }, GOOGLE)).toEqual(["ada@gmail.com"]);
  expect(proven({ email: "ada@example.org", email_verified: true, hd: "example.org" }, GOOGLE)).toEqual(["ada@example.org"]);
  expect(proven({ email: "ada@example.org", email_verified: true }, GOOGLE)).toEqual([]);
});

test("a domain is accepted as a whole or not at all", () => {
  const domains = ["example.org"];
  expect(isAccepted({ domains }, "ada@example.org")).toBe(true);
  for (const address of ["ada@sub.example.org", "ada@notexample.org", "ada@example.org.evil.example", "ada@org"]) {
    expect(isAccepted({ domains }, address)).toBe(false);
  }
  expect(isAccepted({ domains: [] }, "ada@example.org")).toBe(false);
  expect(isAccepted({ domains: ["*"] }, "ada@anything.example")).toBe(true);
});
