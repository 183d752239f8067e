import { SmartyError } from "@smartypants/sdk";
import ipaddr from "ipaddr.js";

/** Which addresses requests may go to: public ones, and what the operator allows. */
export interface AddressPolicy {
  /** True when the operator allows this host by name. */
  allowsName(hostname: string): boolean;
  /** `hostname` is how the address was come by. Text that is no address is not allowed. */
  allowsAddress(address: string, hostname: string): boolean;
  /** True for an address that a proxy elsewhere could reach. */
  isPublic(address: string): boolean;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

/** Reached by a host that is allowed by name. Link-local addresses are not among them: cloud machines answer there with their credentials. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set(["loopback", "private", "carrierGradeNat", "uniqueLocal"]);

/**
 * `allowPrivate` lists host names (matched whole), addresses and CIDR networks. A name allows that host's loopback and private addresses, a network
 * everything in it. Throws `config` for an entry that is none of these.
 */
export function createAddressPolicy(allowPrivate: readonly string[]): AddressPolicy {
  const names = new Set<string>();
  const networks: Network[] = [];
  for (const entry of allowPrivate) {
    const network = parseNetwork(entry);
    if (network !== undefined) networks.push(network);
    else names.add(nameFrom(entry));
  }
  const allowsName = (hostname: string): boolean => names.has(normalName(hostname));
  return {
    allowsName,
    isPublic: (text) => ipaddr.isValid(text) && isPublic(unwrap(ipaddr.parse(text))),
    allowsAddress: (text, hostname) => {
      if (!ipaddr.isValid(text)) return false;
      const address = ipaddr.parse(text);
      const inner = unwrap(address);
      if (networks.some((network) => isWithin(address, network) || isWithin(inner, network))) return true;
      return isPublic(inner) || (PRIVATE_RANGES.has(inner.range()) && allowsName(hostname));
    },
  };
}

function parseNetwork(entry: string): Network | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  // `isValid` takes "7" and "0x7f.1" too; the operator wrote a mistake or a name.
  if (!entry.includes(":") && !/^\d+\.\d+\.\d+\.\d+$/.test(entry)) return undefined;
  if (!ipaddr.isValid(entry)) return undefined;
  const address = ipaddr.parse(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function nameFrom(entry: string): string {
  const name = normalName(entry);
  if (/^(?=.*[a-z])[a-z\d_-]+(?:\.[a-z\d_-]+)*$/.test(name)) return name;
  throw new SmartyError(
    "config",
    `"${entry}" is no host name, address or network such as 10.0.0.0/8. Write names without scheme, port or path.`,
  );
}

function normalName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}

function isWithin(address: Address, [network, bits]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** The IPv4 address that an IPv6 address stands for: mapped, translated (NAT64), or tunnelled (6to4). */
function unwrap(address: Address): Address {
  if (!("parts" in address)) return address;
  const range = address.range();
  if (range === "6to4") return ipv4From(address.parts.slice(1, 3));
  // In the NAT64 network for local use, 64:ff9b:1::/48, the place of the IPv4 address is not known.
  const isTranslated = range === "rfc6052" && address.parts[2] === 0;
  return isTranslated || range === "ipv4Mapped" || range === "rfc6145" ? ipv4From(address.parts.slice(6, 8)) : address;
}

function ipv4From(parts: readonly number[]): ipaddr.IPv4 {
  return new ipaddr.IPv4(parts.flatMap((part) => [part >> 8, part & 0xff]));
}

/** Of IPv6 only 2000::/3 is given out for public use. */
function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  return !("parts" in address) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}
