import { statSync } from "node:fs";
import { basename } from "node:path";
import { readDiskSpace } from "@smartypants/adapters";
import type { ReportItem } from "@smartypants/core";
import { dataPaths } from "./compose.ts";

const GIGABYTE = 1024 ** 3;
const FEW_BYTES = GIGABYTE / 4;
const OLDEST_NODE = [22, 18] as const;

/** What the machine must offer: room, files that only their owner can read, and a runtime that is new enough. */
export async function checkHost(dataDir: string, nodeVersion: string = process.versions.node): Promise<readonly ReportItem[]> {
  return [await checkDisk(dataDir), checkModes(dataDir), checkNode(nodeVersion)];
}

async function checkDisk(dataDir: string): Promise<ReportItem> {
  const { freeBytes, freePercent } = await readDiskSpace(dataDir);
  const isLittle = freeBytes < GIGABYTE || (freePercent < 5 && freeBytes < 10 * GIGABYTE);
  const about = { id: "disk", title: "There is room on the data directory's disk" };
  const detail = `${(freeBytes / GIGABYTE).toFixed(1)} GB (${freePercent.toFixed(0)} %) are free.`;
  if (!isLittle) return { ...about, status: "ok", detail, remedy: null };
  return { ...about, status: freeBytes < FEW_BYTES ? "failed" : "warning", detail, remedy: "Free some space, or move the data directory." };
}

/** Those of `privateFiles` that others can read. Windows has no such bits. */
export function openToOthers(dataDir: string): readonly string[] {
  if (process.platform === "win32") return [];
  return privateFiles(dataDir).filter((file) => ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
}

function privateFiles(dataDir: string): readonly string[] {
  const { key, sessionSecret, operatorToken, setupToken } = dataPaths(dataDir);
  return [dataDir, key, sessionSecret, operatorToken, setupToken];
}

function checkModes(dataDir: string): ReportItem {
  const about = { id: "file-modes", title: "Nobody else on this machine can read the keys" };
  const open = openToOthers(dataDir);
  if (open.length === 0)
    return { ...about, status: "ok", detail: "The data directory and its key files are their owner's alone.", remedy: null };
  const names = open.map((file) => (file === dataDir ? dataDir : basename(file))).join(", ");
  return {
    ...about,
    status: "failed",
    detail: `Others can read: ${names}.`,
    remedy: "Run smartypants doctor --fix, or chmod them to 600 (the directory: 700).",
  };
}

function checkNode(version: string): ReportItem {
  const about = { id: "node", title: "Node is new enough" };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (isEnough) return { ...about, status: "ok", detail: `This is Node ${version}.`, remedy: null };
  return { ...about, status: "failed", detail: `This is Node ${version}.`, remedy: `Use Node ${OLDEST_NODE.join(".")} or newer.` };
}
