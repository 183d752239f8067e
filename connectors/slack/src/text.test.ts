import { expect, test } from "vitest";
import { blocksToText } from "./blocks.ts";
import { fingerprint, isContent, isThread, textOfMessage } from "./message.ts";
import { mrkdwnToText } from "./mrkdwn.ts";

const names = {
  user: (id: string) => (id === "U1" ? "Ada" : id),
  channel: (id: string) => (id === "C1" ? "general" : undefined),
};

test.for<[string, string]>([
  ["Hi <@U1> and <@U1|ada> and <@U9> and <@U9|bob>", "Hi @Ada and @Ada and @U9 and @bob"],
  ["in <#C1>, <#C1|old-name>, <#C9>, <#C9|>", "in #general, #old-name, #private-channel, #private-channel"],
  ["<!subteam^S1|@design> <!subteam^S1> <!here> <!channel> <!everyone>", "@design @S1 @here @channel @everyone"],
  ["<!date^1392734382^{date_short}|Feb 18, 2014>", "Feb 18, 2014"],
  ["<!date^0^{date_short}^https://example.org|>", "1970-01-01T00:00:00.000Z"],
  ["<https://example.org/a_b_c> <https://example.org|the page>", "https://example.org/a_b_c the page (https://example.org)"],
  ["<mailto:a@b.example|a@b.example> <mailto:a@b.example|Ada>", "a@b.example Ada (a@b.example)"],
  ["1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt; stays, &quot; too", "1 < 2 && 3 > 2, &lt; stays, &quot; too"],
  ["&lt;@U1&gt; is no mention", "<@U1> is no mention"],
  ["*bold* _italic_ ~gone~ and 2*3*4, snake_case_name, a ~ b", "bold italic gone and 2*3*4, snake_case_name, a ~ b"],
  ["code `a *b* &lt;c&gt;` and ```\nx = _y_\n```", "code a *b* <c> and x = _y_"],
  ["", ""],
])("mrkdwn: %s", ([mrkdwn, text]) => {
  expect(mrkdwnToText(mrkdwn, names)).toBe(text);
});

test("rich text: lists, quotes, code, mentions, links, emoji and dates", () => {
  const section = (...elements: object[]) => ({ type: "rich_text_section", elements });
  const text = (value: string) => ({ type: "text", text: value });
  const blocks = [
    {
      type: "rich_text",
      elements: [
        section(text("Hi "), { type: "user", user_id: "U1" }, text(" see "), { type: "channel", channel_id: "C9" }, text(" & "), {
          type: "link",
          url: "https://example.org",
          text: "this",
        }),
        { type: "rich_text_list", style: "bullet", indent: 1, elements: [section(text("one")), section(text("two"))] },
        { type: "rich_text_list", style: "ordered", elements: [section(text("first")), section(text("second"))] },
        { type: "rich_text_quote", elements: [text("said\nbefore")] },
        { type: "rich_text_preformatted", elements: [text("x = <y>")] },
        section(
          { type: "emoji", name: "tada", unicode: "1f389" },
          { type: "emoji", name: "our-logo" },
          { type: "broadcast", range: "here" },
        ),
      ],
    },
  ];
  expect(blocksToText(blocks, names)).toBe(
    "Hi @Ada see #private-channel & this (https://example.org)\n  • one\n  • two\n1. first\n2. second\n> said\n> before\nx = <y>\n🎉:our-logo:@here",
  );
});

test("blocks of apps: headers, sections with fields, context, pictures, tables; buttons are no text", () => {
  const blocks = [
    { type: "header", text: { type: "plain_text", text: "Alert" } },
    { type: "section", text: { type: "mrkdwn", text: "*Disk* full" }, fields: [{ type: "mrkdwn", text: "Host: <https://a.example|a>" }] },
    {
      type: "context",
      elements: [
        { type: "image", alt_text: "x" },
        { type: "plain_text", text: "since noon" },
      ],
    },
    { type: "image", title: { type: "plain_text", text: "A chart" } },
    {
      type: "table",
      rows: [
        [
          { type: "raw_text", text: "a" },
          { type: "raw_text", text: "b" },
        ],
      ],
    },
    { type: "actions", elements: [{ type: "button", text: { type: "plain_text", text: "Resolve" } }] },
    { type: "divider" },
    null,
    "nonsense",
  ];
  expect(blocksToText(blocks, names)).toBe("Alert\nDisk full\nHost: a (https://a.example)\nsince noon\nA chart\na | b");
});

test("a list inside of itself, deeper than anybody writes, ends", () => {
  let element: object = { type: "rich_text_section", elements: [{ type: "text", text: "deep" }] };
  for (let depth = 0; depth < 1000; depth++) element = { type: "rich_text_list", elements: [element] };
  expect(blocksToText([{ type: "rich_text", elements: [element] }], names)).not.toContain("deep");
});

test("blocks before text; attachments of apps, and what people forwarded; files by name; no preview of a link", () => {
  const attachments = [
    { from_url: "https://example.org", title: "A preview" },
    { is_share: true, text: "Forwarded words" },
  ];
  expect(textOfMessage({ ts: "1.000000", user: "U1", text: "Look", attachments }, names)).toBe("Look\nForwarded words");
  const alert = { title: "CPU", fields: [{ title: "Load", value: "97" }] };
  expect(textOfMessage({ ts: "1.000000", bot_id: "B1", text: "", attachments: [alert, { fallback: "Plain" }] }, names)).toBe(
    "CPU\nLoad: 97\nPlain",
  );
  const files = [
    { id: "F1", title: "Plan" },
    { id: "F2", mode: "tombstone" },
  ];
  expect(textOfMessage({ ts: "1.000000", user: "U1", text: "", files }, names)).toBe("[Plan]");
  expect(textOfMessage({ ts: "1.000000", user: "U1", text: "a\0b\ud800" }, names)).toBe("ab\ufffd");
});

test("a preview, a reaction or a pin changes no fingerprint; text, blocks, files and edits of apps do", () => {
  const row = { ts: "1.000000", user: "U1", text: "Look" };
  const print = fingerprint([row]);
  expect(fingerprint([{ ...row, attachments: [{ from_url: "https://example.org", title: "Preview" }] }])).toBe(print);
  expect(fingerprint([Object.assign({}, row, { reactions: [{ name: "tada" }], pinned_to: ["C1"] })])).toBe(print);
  const others = [
    { ...row, text: "Other" },
    { ...row, blocks: [{}] },
    { ...row, files: [{ id: "F1" }] },
    { ...row, ts: "2.000000" },
  ];
  expect(new Set([print, ...others.map((other) => fingerprint([other]))]).size).toBe(5);
});

test("what Slack itself says is no content, and a thread without replies is none", () => {
  const row = { ts: "1.000000", user: "U1", text: "x" };
  expect(isContent({ ...row, subtype: "channel_topic" }, true)).toBe(false);
  expect(isContent({ ...row, subtype: "tombstone" }, true)).toBe(false);
  expect(isContent({ ...row, subtype: "me_message" }, false)).toBe(true);
  expect(isThread({ ...row, thread_ts: "1.000000", reply_count: 0 })).toBe(false);
});
