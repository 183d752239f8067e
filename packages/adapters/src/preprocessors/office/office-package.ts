import { SmartyError } from "@smartypants/sdk";
import { MAX_INFLATED_BYTES } from "../archive/inflate-budget.ts";
import { openZip, type Zip } from "../archive/open-zip.ts";
import { readXml, type XmlHandler } from "./read-xml.ts";

export interface OfficePackage {
  readonly zip: Zip;
  has(name: string): boolean;
  /** Reads a part as it comes; a part that is missing says nothing. */
  readPart(name: string, handler: XmlHandler): Promise<void>;
}

/** Opens the ZIP that modern office files are. Throws `encrypted`, `corrupt` or `too_large`. */
export async function openPackage(bytes: Uint8Array): Promise<OfficePackage> {
  const zip = await openZip(bytes);
  if (zip.entries.some((entry) => entry.isEncrypted)) throw passwordNeeded();
  let claimed = 0;
  for (const entry of zip.entries) if (isText(entry.name)) claimed += entry.sizeBytes;
  if (claimed > MAX_INFLATED_BYTES) {
    const [size, limit] = [claimed, MAX_INFLATED_BYTES].map((each) => Math.round(each / 1024 / 1024));
    throw new SmartyError(
      "too_large",
      `The text of this file unpacks to ${size} MB; the limit is ${limit} MB. Split it into smaller files.`,
    );
  }
  return {
    zip,
    has: (name) => zip.find(name) !== undefined,
    readPart: async (name, handler) => {
      const entry = zip.find(name);
      if (entry !== undefined) await readXml(zip.stream(entry), handler);
    },
  };
}

/** Pictures and films may be as large as they like: they are not unpacked. */
function isText(name: string): boolean {
  return /\.(?:xml|rels|vml)$/i.test(name);
}

export function passwordNeeded(): SmartyError {
  return new SmartyError("encrypted", "This file opens with a password only. Upload a version without one.");
}

/** What the parts of a package refer to, by id, as names of parts; links out of it are left out. */
export async function readRelations(parts: OfficePackage, part: string): Promise<ReadonlyMap<string, string>> {
  const slash = part.lastIndexOf("/") + 1;
  const folder = part.slice(0, slash);
  const relations = new Map<string, string>();
  await parts.readPart(`${folder}_rels/${part.slice(slash)}.rels`, {
    open: (name, attribute) => {
      const target = attribute("Target");
      if (name !== "Relationship" || target === undefined || attribute("TargetMode") === "External") return;
      relations.set(attribute("Id") ?? "", resolvePart(folder, target));
    },
  });
  return relations;
}

function resolvePart(folder: string, target: string): string {
  if (target.startsWith("/")) return target.slice(1);
  const steps = folder.split("/").filter((step) => step !== "");
  for (const step of target.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}
