import type { Here } from "@smartypants/client";
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "./queries.ts";

/** What an administrator has changed is seen by an open page after this long at most, or when something else is asked for. */
const KNOWN_MS = 60_000;

const MB = 1024 * 1024;

const UNTIL_KNOWN: Here = {
  organisation: "",
  off: [],
  schedule: "11 * * * *",
  limits: { uploadMegabytes: 100, attachmentMegabytes: 20, attachments: 10 },
};

interface Abilities {
  readonly organisation: string;
  /** Whether the ability is there for who is signed in; what is not, is not shown. The server decides all the same. */
  readonly has: (feature: Here["off"][number]) => boolean;
  /** Of new sources. */
  readonly schedule: string | null;
  /** Bytes. */
  readonly maxUpload: number;
  readonly maxAttachment: number;
}

/** What holds here: what administrators have set and a page must know. */
export function useHere(): Abilities {
  const { data } = useQuery({ ...sessionQuery, staleTime: KNOWN_MS, refetchOnWindowFocus: true });
  const { organisation, off, schedule, limits } = data?.here ?? UNTIL_KNOWN;
  return {
    organisation,
    schedule,
    has: (feature) => !off.includes(feature),
    maxUpload: limits.uploadMegabytes * MB,
    maxAttachment: limits.attachmentMegabytes * MB,
  };
}
