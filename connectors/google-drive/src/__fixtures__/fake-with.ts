import { onTestFinished } from "vitest";
import { type DriveFake, startDriveFake } from "../fake/index.ts";

/** A fake of its own for one test, with a domain of these people in it, by their lower-case names. */
export async function fakeWith(...names: readonly string[]): Promise<DriveFake> {
  const fake = await startDriveFake();
  onTestFinished(() => fake.close());
  for (const name of names) fake.addUser(name);
  return fake;
}

export const FOLDER = "application/vnd.google-apps.folder";
export const DOCUMENT = "application/vnd.google-apps.document";
export const SHEET = "application/vnd.google-apps.spreadsheet";
export const SLIDES = "application/vnd.google-apps.presentation";
export const ADA = "ada@acme.example";
export const GRACE = "grace@acme.example";
export const LINUS = "linus@acme.example";
