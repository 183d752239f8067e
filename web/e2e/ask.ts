import type { Page } from "playwright-core";

/** Only while an answer is being made. */
export const stopButton = (page: Page) => page.getByRole("button", { name: "Stop", exact: true });

/** No answer is being made any more. */
export const answered = (page: Page): Promise<void> => stopButton(page).waitFor({ state: "detached" });

/** Asks by keyboard, in the conversation that is open or in a new one, once the answer before is whole. */
export async function ask(page: Page, question: string): Promise<void> {
  await answered(page);
  await page.getByRole("textbox", { name: "Your question" }).fill(question);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/chat\/.+/);
}
