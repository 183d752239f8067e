import { expect, test } from "vitest";
import { readRetryAfter } from "./retry-after.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const DAY_MS = 86_400_000;

test.for<[string, Record<string, string>, string, number | undefined]>([
  ["seconds", { "retry-after": "20" }, "", 20_000],
  ["a date", { "retry-after": "Sun, 01 Mar 2026 12:01:00 GMT" }, "", 60_000],
  ["a date in the past", { "retry-after": "Sun, 01 Mar 2026 11:00:00 GMT" }, "", 0],
  ["milliseconds before seconds", { "retry-after-ms": "1500", "retry-after": "2" }, "", 1500],
  [
    "OpenAI's limit that is used up, not the others",
    {
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "6m0.5s",
      "x-ratelimit-remaining-tokens": "90",
      "x-ratelimit-reset-tokens": "9h",
    },
    "",
    360_500,
  ],
  [
    "Anthropic's limit that is used up",
    { "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-03-01T12:00:30Z" },
    "",
    30_000,
  ],
  ["Gemini's detail", {}, '{"error":{"details":[{"@type":"RetryInfo","retryDelay": "17.5s"}]}}', 17_500],
  ["OpenAI's sentence", {}, "Limit 3, Used 3. Please try again in 1m20s.", 80_000],
  ["Hugging Face's estimate", {}, '{"error":"Model is currently loading","estimated_time":20.5}', 20_500],
  ["no more than a day", { "retry-after": "9999999" }, "", DAY_MS],
  ["nothing said", {}, "", undefined],
  ["nonsense", { "retry-after": "soon", "retry-after-ms": "x" }, "try again in a while", undefined],
  ["a wait below zero", { "retry-after": "-5" }, "", undefined],
])("reads %s", ([, headers, text, expected]) => {
  expect(readRetryAfter(headers, text, NOW)).toBe(expected);
});
