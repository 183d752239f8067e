import { SmartyError } from "@smartypants/sdk";
import type { SafeAnswer } from "../../net/safe-fetch.ts";
import type { OnnxModel } from "./onnx-models.ts";

export interface HubFile {
  readonly path: string;
  /** The commit that the listing is of: what is fetched belongs together. */
  readonly revision: string;
  readonly sizeBytes: number;
  readonly checksum: { readonly kind: "sha256" | "git"; readonly value: string };
}

export interface ListingOptions {
  readonly hubUrl: string;
  readonly request: (url: string) => Promise<SafeAnswer>;
}

/** The model's files as the hub has them now. Throws `unavailable` when one of them is not there. */
export async function listHubFiles(model: OnnxModel, { hubUrl, request }: ListingOptions): Promise<readonly HubFile[]> {
  const about = `${hubUrl}/api/models/${model.repository}`;
  const { sha } = (await readJson(await request(`${about}/revision/main`))) as { readonly sha?: unknown };
  if (typeof sha !== "string" || !/^[0-9a-f]{7,64}$/.test(sha)) throw unusable(hubUrl);
  const listing = await readJson(await request(`${about}/tree/${sha}?recursive=true`));
  if (!Array.isArray(listing)) throw unusable(hubUrl);
  return model.files.map(({ path }) => {
    const entry = (listing as readonly unknown[]).map(toEntry).find((each) => each?.path === path);
    if (entry === undefined) throw new SmartyError("unavailable", `${hubUrl} has no ${path} of ${model.repository}. Choose another model.`);
    return { ...entry, revision: sha };
  });
}

function toEntry(value: unknown): Omit<HubFile, "revision"> | undefined {
  const { type, path, size, oid, lfs } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const large = (lfs ?? {}) as Readonly<Record<string, unknown>>;
  const sizeBytes = large["size"] ?? size;
  if (type !== "file" || typeof path !== "string" || typeof sizeBytes !== "number" || !(sizeBytes >= 0)) return undefined;
  if (typeof large["oid"] === "string") return { path, sizeBytes, checksum: { kind: "sha256", value: large["oid"] } };
  return typeof oid === "string" ? { path, sizeBytes, checksum: { kind: "git", value: oid } } : undefined;
}

async function readJson({ url, body }: SafeAnswer): Promise<unknown> {
  try {
    return JSON.parse(await new Response(body).text()) as unknown;
  } catch (error) {
    throw new SmartyError("unavailable", `${new URL(url).host} did not answer as a model hub does. Check SMARTY_MODEL_HUB.`, {
      cause: error,
    });
  }
}

function unusable(hubUrl: string): SmartyError {
  return new SmartyError("unavailable", `${hubUrl} did not answer as a model hub does. Check SMARTY_MODEL_HUB.`);
}
