import { describePreprocessor } from "@smartypants/sdk/testing";
import { expect, test } from "vitest";
import { calendar } from "./calendar.ts";
import { extractWith, outlineOf } from "./testing/extract-text.ts";

const ICS = [
  "BEGIN:VCALENDAR",
  "X-WR-CALNAME:Tea team",
  "BEGIN:VTIMEZONE",
  "TZID:Europe/Berlin",
  "END:VTIMEZONE",
  "BEGIN:VEVENT",
  "SUMMARY:Weekly tea ta",
  " sting",
  'DTSTART;TZID="Europe/Berlin":20240102T090000',
  "DTEND;TZID=Europe/Berlin:20240102T091500",
  "LOCATION:Room 1\\, Berlin",
  'ORGANIZER;CN="Hopper, Grace":mailto:grace@example.org',
  "ATTENDEE;CN=Ada;ROLE=CHAIR:mailto:ada@example.org",
  "ATTENDEE:mailto:bob@example.org",
  "DESCRIPTION:Bring cups.\\nAnd milk.",
  "BEGIN:VALARM",
  "DESCRIPTION:Reminder",
  "END:VALARM",
  "END:VEVENT",
  "BEGIN:VTODO",
  "SUMMARY:Buy tea",
  "DUE;VALUE=DATE:20240105",
  "END:VTODO",
  "END:VCALENDAR",
  "",
].join("\r\n");

describePreprocessor("calendar", {
  preprocessor: calendar,
  samples: [{ name: "a.ics", bytes: Buffer.from(ICS), mimeType: "text/calendar", contains: ["Weekly tea tasting", "Buy tea"] }],
});

test("each entry under its name, with when, where and who; alarms and time zones are no entries", async () => {
  const read = await extractWith(calendar, ICS);
  expect(read.title).toBe("Tea team");
  expect(outlineOf(read)).toEqual([
    "heading2@event=1 Weekly tea tasting",
    "paragraph@event=1 When: 2024-01-02 09:00 Europe/Berlin – 2024-01-02 09:15 Europe/Berlin\nWhere: Room 1, Berlin\nOrganizer: Hopper, Grace\nWith: Ada, bob@example.org",
    "paragraph@event=1 Bring cups.\nAnd milk.",
    "heading2@event=2 Buy tea",
    "paragraph@event=2 When: 2024-01-05",
  ]);
});
