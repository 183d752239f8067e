const PORT = 11_434;

/**
 * The address that an `OLLAMA_HOST` means: scheme and port may be missing, and an address to listen on (0.0.0.0) is reached through the loopback. Its
 * OpenAI-compatible address means the same server. Text that means nothing is given back as it is.
 */
export function ollamaUrl(host: string): string {
  const text = host.trim();
  const hasScheme = /^[a-z]+:\/\//i.test(text);
  const url = URL.parse(hasScheme ? text : `http://${text.startsWith(":") ? `127.0.0.1${text}` : text}`);
  if (url === null) return text;
  if (!hasScheme && url.port === "" && !/:80(?:\/|$)/.test(text)) url.port = String(PORT);
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.hostname === "[::]") url.hostname = "[::1]";
  return url.href.replace(/\/(?:v1|api)?\/?$/, "");
}
