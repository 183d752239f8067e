import { expect } from "./expect.ts";
import { startFakeHub } from "./fake-hub.ts";
import { startFakeOllama } from "./fake-ollama.ts";
import { startFakeProvider } from "./fake-provider.ts";
import type { Flow } from "./flow.ts";
import { ADA, type Visitor, type World } from "./world.ts";

const MODEL = "onnx/all-MiniLM-L6-v2";

/** Later flows begin without a chat model. */
async function removeModels(world: World, visitor: Visitor): Promise<void> {
  const { items } = await world.api<{ items: { id: string; origin: string }[] }>(visitor, "GET", "/api/v1/models");
  for (const { id, origin } of items) if (origin === "registry") await world.api(visitor, "DELETE", `/api/v1/models/${id}`);
}

async function backToBuiltIn(world: World, visitor: Visitor): Promise<void> {
  const { current } = await world.api<{ current: string }>(visitor, "GET", "/api/v1/embedding-model");
  if (current !== MODEL) return;
  await world.api(visitor, "POST", "/api/v1/embedding-model/rollback");
  await world.api(visitor, "DELETE", "/api/v1/embedding-model/previous");
}

export const flows: readonly Flow[] = [
  {
    name: "first models: an Ollama is found by itself, tested, used; a model that does not answer is not taken unasked",
    run: async (world) => {
      const visitor = await world.signedIn(ADA);
      const { page } = visitor;
      const ollama = await startFakeOllama();
      try {
        await page.goto("/admin/models");
        await page.getByRole("link", { name: "What is on this machine" }).click();
        await page.getByText(/Found at http:\/\/127\.0\.0\.1:11434/).waitFor();
        await page.getByRole("button", { name: "Test", exact: true }).click();
        if (ollama === null) return;
        await page.getByText(/first word \d/).waitFor();
        await world.check(page, "setup-ollama");
        await page.getByLabel("Model", { exact: true }).selectOption("broken:1b");
        await page.getByRole("button", { name: "Use it", exact: true }).first().click();
        await page.getByText("Get it with: ollama pull broken:1b").waitFor();
        await page.getByRole("button", { name: "Use it anyway" }).waitFor();
        await page.getByLabel("Model", { exact: true }).selectOption("tiny-llama:1b");
        await page.getByRole("button", { name: "Use it", exact: true }).first().click();
        await page.waitForURL(/\/admin\/models/);
        await page.getByRole("row", { name: /tiny-llama:1b.*Default/ }).waitFor();
        await page.goto("/setup?step=model");
        await page.getByText("tiny-llama:1b writes the answers").waitFor();
        await world.check(page, "setup-model-again");
      } finally {
        ollama?.stop();
        await removeModels(world, visitor);
      }
    },
  },
  {
    name: "first models: a server by its address and key is tried with nothing stored, then used",
    run: async (world) => {
      const visitor = await world.signedIn(ADA);
      const { page } = visitor;
      const provider = await startFakeProvider();
      try {
        await page.goto("/setup?step=model");
        await page.getByRole("radio", { name: /An API key or another server/ }).check();
        await page.getByLabel("Provider", { exact: true }).selectOption("OpenAI-compatible");
        await page.getByLabel("Base URL").fill(provider.baseUrl);
        await page.getByRole("combobox", { name: "Model", exact: true }).fill("tiny-chat");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Test", exact: true }).click();
        await page.getByText(/first word \d/).waitFor();
        await world.check(page, "setup-key");
        const before = await world.api<{ items: unknown[] }>(visitor, "GET", "/api/v1/models");
        expect.equal(before.items.length, 0, "a try stores nothing");
        await page.getByLabel("Base URL").fill("http://127.0.0.1:9/v1");
        await page.getByRole("button", { name: "Test", exact: true }).click();
        await page.getByText(/does not answer|cannot be reached|could not be reached|refused/i).waitFor();
        await page.getByLabel("Base URL").fill(provider.baseUrl);
        await page.getByRole("button", { name: "Use it", exact: true }).first().click();
        await page.waitForURL(/\/admin\/models/);
        await page.getByRole("row", { name: /tiny-chat.*Default/ }).waitFor();
      } finally {
        provider.close();
        await removeModels(world, visitor);
      }
    },
  },
  {
    name: "first models: a local model is downloaded with its progress, cancelled, gone on with, and used by searches",
    run: async (world) => {
      const visitor = await world.signedIn(ADA);
      const { page } = visitor;
      await page.goto("/setup?step=model");
      const row = page.getByRole("listitem").filter({ hasText: MODEL }).last();
      const fetchButton = row.getByRole("button", { name: /^Download .+ MB and use it/ });
      await fetchButton.click();
      // Nobody is there yet: said in words, with a way out.
      await row.getByRole("button", { name: "Try again" }).waitFor({ timeout: 30_000 });
      await world.check(page, "setup-download-failed");
      await row.getByRole("button", { name: "Cancel" }).click();
      const hub = await startFakeHub(world.product.hubPort);
      try {
        hub.next("stalls");
        await fetchButton.click();
        await row.getByRole("progressbar").waitFor({ timeout: 30_000 });
        await row.getByText(/\d+ KB of \d+ KB/).waitFor({ timeout: 30_000 });
        await world.check(page, "setup-download");
        await page.reload();
        await row.getByRole("progressbar").waitFor({ timeout: 30_000 });
        await row.getByRole("button", { name: "Cancel" }).click();
        // What arrives damaged is thrown away, and fetched again by itself.
        hub.next("damaged");
        await fetchButton.click();
        await row.getByText("In use").waitFor({ timeout: 60_000 });
        await row.getByRole("button", { name: `Test ${MODEL}` }).click();
        await row.getByText(/read a sentence in \d/).waitFor({ timeout: 30_000 });
        await world.check(page, "setup-downloaded");
      } finally {
        hub.stop();
        await backToBuiltIn(world, visitor);
      }
    },
  },
];
