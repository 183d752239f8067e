// Native tools publish one optional package per platform. A registry that lacks some of them leaves holes in package-lock.json, and `npm ci`
// refuses a lock with holes. This puts the missing names back, and takes out registry addresses, which belong to the machine that wrote the lock.
// usage: node scripts/fill-lock.mjs [--check] [package-lock.json]
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const systems = ["darwin", "win32", "linux", "android", "freebsd", "openbsd", "netbsd", "openharmony", "sunos", "aix"];
const cpus = ["x64", "arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];
/** Words that package names use in place of npm's own. */
const otherNames = { macos: "darwin", windows: "win32", 64: "x64", amd64: "x64", aarch64: "arm64", armv7: "arm", 386: "ia32" };

/** The platform a package name such as "@oxlint/binding-linux-arm64-musl" speaks of, in npm's words. */
export function platformOf(packageName) {
  const words = packageName
    .toLowerCase()
    .replace("x86_64", "x64")
    .split(/[^a-z0-9]+/)
    .map((word) => otherNames[word] ?? word);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => cpus.includes(word));
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  const namesLibc = os === "linux" && words.some((word) => /^(musl|gnu)/.test(word)); // also gnueabihf and musleabihf
  return { os, cpu, libc: namesLibc ? libc : undefined };
}

/** Where a package installed in `folder` would find `name`: its own node_modules first, then each folder above. */
function findLocked(packages, folder, name) {
  for (let base = folder; base; base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${base}/node_modules/${name}`]) return `${base}/node_modules/${name}`;
  }
  return packages[`node_modules/${name}`] ? `node_modules/${name}` : undefined;
}

function entryFor(parent, version, { os, cpu, libc }) {
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(parent.dev && { dev: true }),
    ...(libc && { libc: [libc] }),
    ...(parent.license && { license: parent.license }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

/** A lock without holes and without registry addresses, and what was changed to get there. Doing it again changes nothing. */
export function fillLock(lock) {
  const packages = {};
  let stripped = 0;
  for (const [folder, entry] of Object.entries(lock.packages)) {
    const { resolved, ...rest } = entry;
    const isAddress = /^https?:/.test(resolved ?? "") && entry.integrity; // without a hash the address is all there is
    if (isAddress) stripped += 1;
    packages[folder] = isAddress ? rest : entry;
  }
  const added = [];
  for (const [folder, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      const found = findLocked(packages, folder, name);
      const isPlatformPackage = /^\d+\.\d+\.\d+/.test(version) && (platform.os || platform.cpu);
      if (!isPlatformPackage || (found && packages[found].version === version)) continue;
      // Another version may hold the top-level place; then this one goes inside its parent.
      const key = packages[`node_modules/${name}`] ? `${folder}/node_modules/${name}` : `node_modules/${name}`;
      packages[key] = entryFor(parent, version, platform);
      added.push(`${name}@${version}`);
    }
  }
  const sorted = Object.keys(packages).toSorted((a, b) => a.localeCompare(b, "en"));
  return { lock: { ...lock, packages: Object.fromEntries(sorted.map((key) => [key, packages[key]])) }, added, stripped };
}

function main(args) {
  const file = args.find((arg) => !arg.startsWith("-")) ?? "package-lock.json";
  const { lock, added, stripped } = fillLock(JSON.parse(readFileSync(file, "utf8")));
  const count = `${added.length} platform packages added, ${stripped} registry addresses removed`;
  if (args.includes("--check")) {
    console.log(added.length + stripped === 0 ? `${file} is complete` : `${file} needs: ${count}`);
    process.exitCode = added.length + stripped === 0 ? 0 : 1;
    return;
  }
  if (added.length + stripped > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${file}: ${count}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main(process.argv.slice(2));
