/** The token behind the # of this address: `#token=…`, or the token alone. Taken out of the address bar at once, so that it stays in no history. */
export function takeToken(): string {
  const fragment = window.location.hash.slice(1);
  if (fragment === "") return remembered;
  remembered = new URLSearchParams(fragment).get("token") ?? fragment;
  window.history.replaceState(window.history.state, "", window.location.pathname);
  return remembered;
}

// A page that is drawn again, as in development, asks twice.
let remembered = "";
