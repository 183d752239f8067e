// Keeps the application's own files, so that it opens without a connection and says so itself. What the server answers is never kept: not a
// result, not a title, not who is signed in. The build writes the names of the files and a version that changes with them.
const VERSION = "__VERSION__";
const SHELL = /** @type {string[]} */ (JSON.parse("__SHELL__"));
const PAGE = "/";

/** @type {any} */
const worker = self;

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll([PAGE, ...SHELL])));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

// The person has asked for the new version: see app/new-version.ts.
worker.addEventListener("message", (event) => {
  if (event.data === "activate") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    // Links to the API open what the server says, or fail as they would without us.
    if (!/^\/(?:api|v1|mcp)(?:\/|$)/.test(url.pathname)) event.respondWith(pageFor(request));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(fileFor(request));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});

/** The page as the server has it now, or the kept one where it cannot be reached. */
async function pageFor(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

/** Names hold a hash of the content: what is kept is right for ever. */
async function fileFor(request) {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    void caches.open(VERSION).then((cache) => cache.put(request, copy));
  }
  return answer;
}
