import type { Context } from "hono";
import type { Env } from "../http/env.ts";
import { createRouter } from "../http/router.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "../pages/page-script.ts";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "email" | "password";
  readonly autocomplete: string;
  readonly isOptional?: boolean;
}

const NAME: Field = { name: "name", label: "Your name", type: "text", autocomplete: "name" };
const EMAIL: Field = { name: "email", label: "E-mail address", type: "email", autocomplete: "username" };
const NEW_PASSWORD: Field = { name: "password", label: "Password, at least 10 characters", type: "password", autocomplete: "new-password" };
const PASSWORD: Field = { name: "password", label: "Password", type: "password", autocomplete: "current-password" };

interface Page {
  readonly title: string;
  readonly intro: string;
  readonly action: string;
  readonly button: string;
  readonly fields: readonly Field[];
}

const SETUP: Page = {
  title: "Set up SmartyPants",
  intro: "Create the first administrator. The link that brought you here works once.",
  action: "setup",
  button: "Create administrator",
  fields: [NAME, EMAIL, NEW_PASSWORD],
};

const JOIN: Page = {
  title: "Join SmartyPants",
  intro: "You were invited, or your password is being reset. The link works once.",
  action: "join",
  button: "Continue",
  fields: [{ ...NAME, label: "Your name (when you are new here)", isOptional: true }, NEW_PASSWORD],
};

const SIGN_IN: Page = {
  title: "SmartyPants is running",
  intro: "Sign in to use the API explorer in this browser.",
  action: "sign-in",
  button: "Sign in",
  fields: [EMAIL, PASSWORD],
};

/** The few pages that links from the terminal open: set up, join, sign in. All values are ours; nothing of a request is written into them. */
export const pages = createRouter();

for (const [path, page] of [
  ["/", SIGN_IN],
  ["/setup", SETUP],
  ["/join", JOIN],
] as const) {
  pages.get(path, (c) => send(c, render(page), "text/html; charset=utf-8"));
}
pages.get("/pages/page.js", (c) => send(c, PAGE_SCRIPT, "text/javascript; charset=utf-8"));
pages.get("/pages/page.css", (c) => send(c, PAGE_STYLE, "text/css; charset=utf-8"));

function send(c: Context<Env>, body: string, type: string): Response {
  return c.body(body, 200, { "Content-Type": type, "Content-Security-Policy": POLICY });
}

function render({ title, intro, action, button, fields }: Page): string {
  const inputs = fields.map(
    ({ name, label, type, autocomplete, isOptional = false }) =>
      `<label for="${name}">${label}</label>` +
      `<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"${isOptional ? "" : " required"}>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/pages/page.css"></head>
<body>
<h1>${title}</h1>
<p>${intro}</p>
<form data-action="${action}">${inputs.join("")}<button>${button}</button></form>
<p role="status"></p>
<p data-after hidden>Go on in the <a href="/api/docs">API explorer</a>, or in the terminal: <code>npm run smartypants -- --help</code></p>
<script src="/pages/page.js"></script>
</body>
</html>`;
}
