import { expect, test } from "vitest";
import { callerOf, trustedAddresses } from "./client-address.ts";

const trusted = trustedAddresses(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);

test.each([
  ["no proxy: what is claimed is not believed", "198.51.100.1", "203.0.113.9", "198.51.100.1"],
  ["a proxy by its network", "10.1.2.3", "203.0.113.9", "203.0.113.9"],
  ["a proxy by its address", "192.0.2.7", "203.0.113.9", "203.0.113.9"],
  ["a proxy with an IPv6 address", "2001:db8::5", "203.0.113.9", "203.0.113.9"],
  ["two proxies, and an invented address in front", "10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"],
  ["a proxy that says nothing", "10.1.2.3", "", "10.1.2.3"],
  ["words instead of addresses end the chain", "10.1.2.3", "203.0.113.9, unknown", "unknown"],
])("%s", (_case, socket, forwardedFor, caller) => {
  expect(callerOf(socket, forwardedFor, trusted)).toBe(caller);
});

test.each(["proxy.example.org", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", ""])("%j is refused, by its name", (entry) => {
  expect(() => trustedAddresses([entry])).toThrow(expect.objectContaining({ code: "config" }));
});
