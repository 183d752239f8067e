/** The script of the three small pages, as browsers run it. Texts go in as text, never as markup. */
export const PAGE_SCRIPT = `
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? location.hash.slice(1);
history.replaceState(null, "", location.pathname);

async function send(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.detail);
  return data;
}

function values() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
}

const actions = {
  setup: () => send("/api/v1/setup", { token, ...values() }),
  join: () => send("/api/v1/invites/redeem", { token, ...values() }),
  "sign-in": () => send("/api/auth/sign-in/email", values()),
};

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  status.textContent = "One moment…";
  try {
    const me = await actions[form.dataset.action]();
    form.hidden = true;
    status.textContent = "You are signed in as " + me.email + " (" + me.role + ").";
    document.querySelector("[data-after]").hidden = false;
  } catch (error) {
    status.textContent = error.message;
  } finally {
    button.disabled = false;
  }
});
`;

export const PAGE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 30rem; margin: 4rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
label { display: block; margin: 1rem 0 .25rem; }
input, button { font: inherit; padding: .5rem .75rem; width: 100%; box-sizing: border-box; border: 1px solid GrayText; border-radius: .375rem; }
button { margin-top: 1.5rem; cursor: pointer; }
[role=status] { min-height: 1.5rem; margin-top: 1rem; }
`;
