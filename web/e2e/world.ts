import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type Product, startProduct } from "./product.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const ADA: Person = { name: "Ada Lovelace", email: "ada@example.org", password: "four unrelated green words" };

/** A browser of one person, watched: what a page must never do is found at the end of the flow. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
}

export interface VisitorOptions {
  /** Whether this browser may keep the application's files; otherwise each page comes from the server. */
  readonly keepsFiles?: boolean;
}

export interface World {
  readonly product: Product;
  readonly url: string;
  visitor(options?: VisitorOptions): Promise<Visitor>;
  /** Signed in already. */
  signedIn(person: Person): Promise<Visitor>;
  /** The API as a signed-in visitor would call it from the page. */
  api<Answer>(visitor: Visitor, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Finds what is wrong with the page in light, in dark and at 360 pixels, and takes its picture where pictures are wanted. */
  check(page: Page, name: string): Promise<void>;
  /** Leaves out problems of the flow that a step has meant to cause. */
  forgive(pattern: RegExp): void;
  /** Errors of the flow that just ran; forgets them. */
  takeProblems(): readonly string[];
  /** What the open pages show. */
  describe(): Promise<string>;
  /** Closes the browsers of the flow that just ran. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

const FLAGS =
  "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const DESKTOP = { width: 1440, height: 900 };
const CONTEXT: BrowserContextOptions = {
  viewport: DESKTOP,
  reducedMotion: "reduce",
  locale: "en-GB",
  permissions: ["clipboard-read", "clipboard-write"],
};
const PHONE = { width: 360, height: 740 };
const WAIT_MS = 10_000;

export function findBrowser(): string | null {
  return PLACES.find((place) => existsSync(place)) ?? null;
}

interface Options {
  readonly executablePath: string;
  /** Where pictures go; none are taken without it. */
  readonly shots: string | undefined;
}

export async function openWorld({ executablePath, shots }: Options): Promise<World> {
  const product = await startProduct();
  const browser = await chromium.launch({ executablePath, args: FLAGS.split(" ") });
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  const problems: string[] = [];
  const contexts: BrowserContext[] = [];
  const { url } = product;
  let visitors = 0;
  const visitor: World["visitor"] = async ({ keepsFiles = false } = {}) => {
    // Each visitor has an address of their own: all flows together sign in more often than one may.
    const extraHTTPHeaders = { "X-Forwarded-For": `10.0.${Math.floor(visitors / 250)}.${(visitors++ % 250) + 1}` };
    const context = await browser.newContext({ ...CONTEXT, baseURL: url, extraHTTPHeaders });
    // As in a browser that has no such thing.
    if (!keepsFiles) await context.addInitScript("delete Navigator.prototype.serviceWorker");
    contexts.push(context);
    return openVisitor(context, url, problems);
  };
  return {
    product,
    url,
    visitor,
    signedIn: async ({ email, password }) => {
      const opened = await visitor();
      const { page } = opened;
      await page.goto("/sign-in");
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL((address) => address.pathname === "/");
      return opened;
    },
    api: callApi,
    check: (page, name) => checkPage(page, name, shots, problems),
    forgive: (pattern) => {
      const kept = problems.filter((problem) => !pattern.test(problem));
      problems.splice(0, problems.length, ...kept);
    },
    takeProblems: () => problems.splice(0),
    describe: async () => {
      const pages = contexts.flatMap((context) => context.pages());
      const shown = await Promise.all(
        pages.map(async (page) => `${page.url()} shows:\n${(await page.locator("body").innerText()).slice(0, 1500)}`),
      );
      return shown.join("\n");
    },
    leave: async () => {
      for (const context of contexts.splice(0)) await context.close();
    },
    close: async () => {
      await browser.close();
      await product.stop();
    },
  };
}

async function openVisitor(context: BrowserContext, url: string, problems: string[]): Promise<Visitor> {
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error on the page: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(`${url}/`) && !/^(?:data|blob):/.test(address)) problems.push(`request to another host: ${address}`);
  });
  return { page, context };
}

async function callApi<Answer>({ page }: Visitor, method: string, address: string, body?: unknown): Promise<Answer> {
  const answer = await page.evaluate(
    async ({ method: verb, address: where, body: what }) => {
      const reply = await fetch(where, {
        method: verb,
        ...(what !== undefined && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) }),
      });
      return { status: reply.status, text: await reply.text() };
    },
    { method, address, body },
  );
  if (answer.status >= 400) throw new Error(`${method} ${address} answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text === "" ? "null" : answer.text) as Answer;
}

async function checkPage(page: Page, name: string, shots: string | undefined, problems: string[]): Promise<void> {
  const looks = [
    { look: "light", colorScheme: "light", size: DESKTOP },
    { look: "dark", colorScheme: "dark", size: DESKTOP },
    { look: "phone", colorScheme: "light", size: PHONE },
  ] as const;
  for (const { look, colorScheme, size } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    // Colours and columns settle in the next frames.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    // A picture of results that are being replaced would differ from run to run.
    await page.waitForFunction(() => document.querySelector("[data-stale]") === null);
    await page.evaluate(settled);
    if (shots !== undefined) await page.screenshot({ path: path.join(shots, `${name}-${look}.png`) });
    for (const found of await runAxe(page)) problems.push(`${name}, ${look}: ${found}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 1) problems.push(`${name}, ${look}: ${overflow} pixels wider than the screen`);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
}

/** Runs in the page: a colour on its way to another is neither. Ends what would end; what turns for ever goes on. */
function settled(): void {
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
  }
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What a reader opens over a page, and closes before anything below it is a target again. */
const OVER = "[role=dialog], [role=listbox], [role=menu]";

/** Runs by the debugger, which the page's policy does not bind. */
async function runAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then((found) => found.violations)`,
  );
  const problems: string[] = [];
  for (const { id, nodes } of found) {
    for (const { html, target, failureSummary = "" } of nodes) {
      if (id === "target-size" && failureSummary.includes("obscured") && (await isCovered(page, target[0] ?? ""))) continue;
      problems.push(`${id}: ${html.slice(0, 160)} ${failureSummary.replaceAll(/\s+/g, " ").slice(0, 200)}`);
    }
  }
  return problems;
}

/** Whether it lies below something that was opened over the page. */
function isCovered(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(
    ([target, over]) => {
      const box = document.querySelector(target)?.getBoundingClientRect();
      if (box === undefined) return false;
      return [...document.querySelectorAll(over)].some((each) => {
        const { left, right, top, bottom } = each.getBoundingClientRect();
        const meets = left < box.right && right > box.left && top < box.bottom && bottom > box.top;
        return meets && !each.contains(document.querySelector(target));
      });
    },
    [selector, OVER] as const,
  );
}
