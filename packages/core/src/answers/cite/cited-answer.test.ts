import { describe, expect, test } from "vitest";
import { renderWords } from "../render-words.ts";
import { type FakePassage, passageOf } from "../testing/passages.ts";
import { createCitedAnswer } from "./cited-answer.ts";

const LEAVE =
  "Birthing parents receive 20 weeks of leave at full base pay. Other parents receive eleven weeks. Submit form HR-21 ten weeks before.";
const SICK = "A certificate is required from the fourth calendar day of absence. You may take six paid days to look after a sick child.";
const PORTO = "The canteen in Porto opens at 12:00. Lotte Vereycke manages the building.";

function passages(fake: FakePassage = {}) {
  return [
    passageOf(LEAVE, { title: "Parental leave", start: 100, ...fake }),
    passageOf(SICK, { title: "Sick leave" }),
    passageOf(PORTO, { title: "Porto" }),
  ];
}

function write(text: string, { shown = passages(), question = "What about parents?", size = text.length } = {}) {
  const answer = createCitedAnswer(shown, question);
  let streamed = "";
  for (let at = 0; at < text.length; at += Math.max(1, size))
    streamed += renderWords(answer.push(text.slice(at, at + Math.max(1, size))).spans).text;
  streamed += renderWords(answer.end().spans).text;
  const made = answer.text();
  const rendered = renderWords(made.spans);
  expect(streamed, "what was streamed is what is kept").toBe(rendered.text);
  const quotes = made.citations.map(({ documentId, start, end }) => {
    const chunk = shown.find(({ passage }) => passage.document.id === documentId && passage.start <= start && passage.end >= end);
    return chunk?.text.slice(start - chunk.passage.start, end - chunk.passage.start);
  });
  const unsupported = rendered.unsupported.map(({ start, end }) => rendered.text.slice(start, end));
  return { text: rendered.text, quotes, unsupported, removed: made.removedCitations, citations: made.citations };
}

describe("a marker", () => {
  test("becomes the sentences that support the claim before it, by their place in the document", () => {
    const { text, quotes, citations, removed } = write(
      "Birthing parents get 20 weeks of leave [1]. The form HR-21 is due ten weeks before [1].",
    );
    expect(text).toBe("Birthing parents get 20 weeks of leave [1]. The form HR-21 is due ten weeks before [2].");
    expect(quotes).toEqual(["Birthing parents receive 20 weeks of leave at full base pay.", "Submit form HR-21 ten weeks before."]);
    expect(citations.map(({ start }) => start)).toEqual([100, 100 + LEAVE.indexOf("Submit")]);
    expect(removed).toBe(0);
  });

  test.for(["[4]", "[0]", "[99]", "【7】", "[^9]", "[Source 12]", "[2026]"])(
    "of a passage that was not shown (%s) never comes out",
    (marker) => {
      for (const size of [1, 2, 3, 50]) {
        const { text, removed } = write(`Parents receive 20 weeks of leave ${marker}. Then [1] more.`, { size });
        expect(text).toBe("Parents receive 20 weeks of leave. Then more.".replace(" more", text.includes("[1]") ? " [1] more" : " more"));
        expect(removed).toBeGreaterThan(0);
      }
    },
  );

  test.for([
    ["shares no word with it", "The cafeteria serves soup on Mondays [1]."],
    ["has another number", "Birthing parents get 26 weeks of leave [1]."],
    ["has another unit", "Birthing parents get 20 days of leave [1]."],
    ["has a name of another passage", "Lotte Vereycke grants parents leave at full base pay [1]."],
    ["is said by another passage of the same subject", "A certificate is required from the fourth day [1]."],
  ])("whose claim %s is taken out and counted, and the claim is marked", ([, text]) => {
    const { text: shown, removed, unsupported } = write(text ?? "");
    expect({ shown, removed, unsupported }).toEqual({
      shown: text?.replace(" [1]", ""),
      removed: 1,
      unsupported: [text?.replace(" [1].", "")],
    });
  });

  test("in code is code", () => {
    const text = "Call `list[1]`:\n\n```\nlist[7]\n```\n";
    expect(write(text)).toMatchObject({ text, citations: [], removed: 0 });
  });

  test.for(["[1][1]", "[1, 1]", "[1] [1]", "[1], [1]"])("said twice for one claim (%s) is one", (markers) => {
    const { citations, text } = write(`Birthing parents get 20 weeks of leave ${markers}.`);
    expect(citations).toHaveLength(1);
    expect(text.match(/\[1\]/g)).toHaveLength(1);
  });

  test("of several for one claim each is weighed by itself", () => {
    expect(write("Birthing parents get 20 weeks of leave [2][1][3].")).toMatchObject({
      text: "Birthing parents get 20 weeks of leave [1].",
      removed: 2,
    });
  });

  test("before its claim stands for what follows", () => {
    const { text, quotes } = write(
      "According to [1], birthing parents get 20 weeks of leave at full pay. In [2], sick children give six paid days.",
    );
    expect(text).toBe("According to [1], birthing parents get 20 weeks of leave at full pay. In [2], sick children give six paid days.");
    expect(quotes[0]).toContain("20 weeks");
    expect(quotes[1]).toContain("six paid days");
  });

  test("at a paragraph's end stands for all its sentences", () => {
    const { quotes, unsupported } = write("Birthing parents get 20 weeks of leave. Other parents receive eleven weeks [1].");
    expect(quotes[0]).toContain("20 weeks");
    expect(quotes[0]).toContain("eleven weeks");
    expect(unsupported).toEqual([]);
  });

  test("stands for its own list item, cell or paragraph and no other", () => {
    const { text, unsupported } = write(
      "- Soup is served on Mondays in winter\n- Birthing parents get 20 weeks of leave [1]\n\nThe moon is made of cheese.",
    );
    expect(text).toContain("20 weeks of leave [1]");
    expect(unsupported).toEqual(["Soup is served on Mondays in winter", "The moon is made of cheese."]);
    const table = write(
      "| who | weeks |\n|---|---|\n| Birthing parents | 20 weeks of leave at full pay [1] |\n| the moon | made of green cheese [1] |\n",
    );
    expect(table.text).toContain("at full pay [1] |");
    expect(table.removed).toBe(1);
    expect(table.unsupported).toEqual(["made of green cheese"]);
  });

  test("in an answer in another language than the passage stays unless a number or name says otherwise", () => {
    expect(write("Eltern erhalten nach der Geburt eine bezahlte Freistellung [1].").removed).toBe(0);
    expect(write("Eltern erhalten nach der Geburt 26 Wochen bezahlte Freistellung [1].").removed).toBe(1);
  });
});

test("a claim without any citation is marked, a heading, a question or an announcement is not", () => {
  const { unsupported } = write(
    "## Leave for parents\n\nHere is what I found on leave for parents:\n\nThe budget of the company doubled last year.\n\nAnything else about the budget?",
  );
  expect(unsupported).toEqual(["The budget of the company doubled last year."]);
});

test("the address of a cited document may stay, any other is no link", () => {
  const shown = passages({ url: "https://wiki.example/leave" });
  const { text } = write("Birthing parents get 20 weeks of leave [1], see https://wiki.example/leave or https://evil.example/x.", {
    shown,
  });
  expect(text).toContain("see https://wiki.example/leave or `https://evil.example/x`.");
  expect(write("See https://wiki.example/leave first.", { shown }).text).toContain("`https://wiki.example/leave`");
});

test("a citation at the beginning of a line does not become the address of a reference", () => {
  const { text } = write("[[1]]\\[1\\]://evil.example birthing parents get 20 weeks of leave.");
  expect(text).toMatch(/^\[1\](?:\\| ):/);
});

test("a part of an answer can be read at any time", () => {
  const answer = createCitedAnswer(passages(), "");
  answer.push("Birthing parents get 20 weeks of leave [1]. And the");
  expect(renderWords(answer.text().spans).text).toBe("Birthing parents get 20 weeks of leave [1]. And");
});
