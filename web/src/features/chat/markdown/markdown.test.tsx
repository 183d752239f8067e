import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { CitesContext } from "../cites-context.ts";
import { Markdown } from "./markdown.tsx";

beforeEach(() => void vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} })));

const citation = { marker: 1, documentId: "d", version: 1, title: "Policy", url: "", start: 0, end: 1, quote: "x" };
const cites = { citations: [citation], open: null, pointed: null, onOpen: () => {}, onPoint: () => {} };

function render(text: string, isOpen = false): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <CitesContext value={cites}>
        <Markdown text={text} isOpen={isOpen} />
      </CitesContext>
    </MantineProvider>,
  );
}

describe("a model's words", () => {
  test.each([
    ["a script", "x <script>alert(1)</script>", /<script/],
    ["a handler", '<b onclick="alert(1)">x</b>', /<b[^>]*onclick/],
    ["a frame", "x <iframe src='https://evil.example'></iframe>", /<iframe/],
    ["a picture", "![x](https://evil.example/p.png)", /<img|evil\.example/],
    ["a picture with a reference", "![x][a]\n\n[a]: https://evil.example/p.png", /<img/],
    ["a script link", "[x](javascript:alert(1))", /javascript:|<a/],
    ["a data link", "[x](data:text/html,x)", /data:text|<a/],
    ["a link within this site", "[x](/api/auth/sign-out)", /<a/],
    ["a mail with hidden parts", "[x](mailto:a@example.org?bcc=b@example.org)", /bcc|<a/],
  ])("%s stays harmless", (_name, text, dangerous) => {
    const html = render(text);
    expect(html).not.toMatch(dangerous);
    expect(html).toContain("x");
  });

  test("a link leads out without telling where from", () => {
    expect(render("[x](https://example.org/a)")).toMatch(
      /<a href="https:\/\/example\.org\/a" target="_blank" rel="noopener noreferrer nofollow">/,
    );
  });

  test("a number with a citation becomes its mark behind the sentence it supports; others and code are left alone", () => {
    const html = render("First. The claim is **this**.[1] And [7]. `a[1]`");
    expect(html).toMatch(/First\. <span[^>]*>The claim is <strong>this<\/strong>\.<\/span>/);
    expect(html.match(/aria-pressed/g)).toHaveLength(1);
    expect(html).toContain("<code>a[1]</code>");
  });

  test("what is still open is closed for the eye", () => {
    expect(render("It is **bol", true)).toContain("<strong>bol</strong>");
  });
});
