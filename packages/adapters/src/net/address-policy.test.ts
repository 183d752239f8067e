import { expect, test } from "vitest";
import { createAddressPolicy } from "./address-policy.ts";

const PUBLIC = [
  "1.1.1.1",
  "93.184.215.14",
  "2606:4700::1111",
  "2001:4860:4860::8888",
  "::ffff:1.1.1.1",
  "64:ff9b::101:101",
  "2002:101:101::1",
];
const FORBIDDEN = [
  "127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255 198.18.0.1",
  "192.0.2.1 240.0.0.1 192.88.99.1 192.0.0.8 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 ff02::1 2001:db8::1 fec0::1 4000::1 ::127.0.0.1",
  "::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::ffff:10.0.0.1 ::ffff:0:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1.1.1.1",
  "2002:7f00:1:: 2002:a9fe:a9fe::1 2001:0:4136:e378::1 localhost 1.1.1.1.1 1.1.1.256",
].flatMap((line) => ["", ...line.split(" ")]);

test("public addresses are allowed, and nothing else, however it is written", () => {
  const policy = createAddressPolicy([]);
  for (const address of PUBLIC) expect(policy.allowsAddress(address, "example.org"), address).toBe(true);
  for (const address of FORBIDDEN) expect(policy.allowsAddress(address, "example.org"), address).toBe(false);
});

test("a network or an address allows just that, also inside IPv6", () => {
  const policy = createAddressPolicy(["10.1.0.0/16", "192.168.1.7", "fd00:1::/32"]);
  for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "192.168.1.7", "fd00:1::5"])
    expect(policy.allowsAddress(address, "x"), address).toBe(true);
  for (const address of ["10.2.0.1", "192.168.1.8", "127.0.0.1", "fd00:2::1"])
    expect(policy.allowsAddress(address, "x"), address).toBe(false);
});

test("a name allows that host's private addresses, not those of names that look like it, nor link-local ones", () => {
  const policy = createAddressPolicy(["Ollama", "db.intern.example."]);
  for (const name of ["ollama", "OLLAMA", "ollama.", "db.intern.example"]) {
    expect(policy.allowsName(name), name).toBe(true);
    for (const address of ["10.0.0.5", "127.0.0.1", "::1", "fd00::1"])
      expect(policy.allowsAddress(address, name), `${name} ${address}`).toBe(true);
    for (const address of ["169.254.169.254", "0.0.0.0", "fe80::1", "224.0.0.1"])
      expect(policy.allowsAddress(address, name), address).toBe(false);
  }
  for (const name of ["evil-ollama", "ollama.evil.example", "x.db.intern.example", "intern.example", ""]) {
    expect(policy.allowsAddress("10.0.0.5", name), name).toBe(false);
  }
});

test("an entry that is neither stops the start and names itself", () => {
  for (const entry of ["http://ollama", "ollama:11434", "10.0.0.0/33", "*.example.org", "", "10.0.0", "a b", "300.1.1.1"]) {
    expect(() => createAddressPolicy([entry]), entry).toThrow(
      expect.objectContaining({ code: "config", message: expect.stringContaining(`"${entry}"`) }),
    );
  }
});
