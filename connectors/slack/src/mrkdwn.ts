/** What references in a text stand for. */
export interface Names {
  readonly user: (id: string) => string;
  /** Undefined for a channel whose name not every reader may know. */
  readonly channel: (id: string) => string | undefined;
}

const ENTITY = /<([^<>\n]+)>/g;
/** Code is kept as it is, but for its escapes. */
const CODE = /(```[\s\S]*?```|`[^`\n]+`)/;

/** Slack's mrkdwn as plain text: references resolved, emphasis without its marks, escapes undone last so that they cannot become references. */
export function mrkdwnToText(text: string, names: Names): string {
  return text
    .split(CODE)
    .map((part, at) => (at % 2 === 1 ? codeToText(part, names) : unescape(withoutEmphasis(resolveEntities(part, names)))))
    .join("");
}

function codeToText(code: string, names: Names): string {
  const inner = code.startsWith("```") ? code.slice(3, -3).replace(/^\n|\n$/g, "") : code.slice(1, -1);
  // Links and mentions are entities in code too.
  return unescape(resolveEntities(inner, names));
}

function resolveEntities(text: string, names: Names): string {
  return text.replace(ENTITY, (_, body: string) => entityToText(body, names));
}

function entityToText(body: string, names: Names): string {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : body.slice(bar + 1);
  if (target.startsWith("@")) return personToText(target.slice(1), label, names);
  if (target.startsWith("#")) return `#${label || (names.channel(target.slice(1)) ?? "private-channel")}`;
  if (target.startsWith("!")) return specialToText(target.slice(1), label);
  const address = target.replace(/^mailto:/, "");
  return label === "" || label === address ? address : `${label} (${address})`;
}

/** The label is the name at the time of writing: better than an id. */
function personToText(id: string, label: string, names: Names): string {
  const name = names.user(id);
  return `@${name === id && label !== "" ? label : name}`;
}

function specialToText(target: string, label: string): string {
  const [kind = "", detail = ""] = target.split("^");
  if (kind === "here" || kind === "channel" || kind === "everyone" || kind === "group") return `@${kind}`;
  if (kind === "subteam") return label === "" ? `@${detail}` : label.startsWith("@") ? label : `@${label}`;
  if (kind === "date") return label === "" ? dateToText(detail) : label;
  return label === "" ? kind : label;
}

function dateToText(seconds: string): string {
  const ms = Number(seconds) * 1000;
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : "";
}

/** A mark counts where a word begins or ends, never inside of one: `snake_case_name` and `2*3*4` stay. */
function withoutEmphasis(text: string): string {
  return ["*", "_", "~"].reduce((kept, mark) => {
    const sign = mark === "*" ? String.raw`\*` : mark;
    const pattern = new RegExp(String.raw`(^|[\s\p{P}\p{S}])${sign}(?=\S)([^${sign}\n]*?\S)${sign}(?=$|[\s\p{P}\p{S}])`, "gu");
    return kept.replace(pattern, "$1$2");
  }, text);
}

/** Exactly the three that Slack escapes; `&amp;` last, so that `&amp;lt;` becomes `&lt;`. */
export function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
