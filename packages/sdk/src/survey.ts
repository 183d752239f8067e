import type { SkipReason } from "./connector.ts";

export interface SurveyOptions {
  /** Whether somebody wants to know how many items there are; otherwise what the settings choose from is enough, where that takes fewer requests. */
  readonly isCounted: boolean;
}

/**
 * What a survey yields: from lists alone, no content is read. Each container and item comes once, whether or not the settings choose it, so
 * that patterns can be tried out.
 */
export type SurveyOp =
  /** A channel, a drive, a folder. `why`: the reason why it is left out, or what has to happen before it is read, in a few words. */
  | { readonly op: "container"; readonly id: string; readonly title: string; readonly isIn: boolean; readonly why?: string }
  /** A file or page. `skip`: the settings choose it, and it would be listed as skipped. */
  | {
      readonly op: "item";
      readonly id: string;
      readonly title: string;
      readonly isIn: boolean;
      readonly why?: string;
      readonly skip?: SkipReason;
    }
  /** Items that are chosen and have no names worth showing, such as the threads of a channel. */
  | { readonly op: "items"; readonly count: number }
  /** What the operator should know of a setting (dotted path) as it is written now, such as a pattern that nothing fits. */
  | { readonly op: "note"; readonly setting?: string; readonly message: string }
  /** The last one. `isAbout`: a sync may bring some more or less than was counted; `isPartial`: not everything could be listed. */
  | { readonly op: "end"; readonly isAbout?: boolean; readonly isPartial?: boolean };
