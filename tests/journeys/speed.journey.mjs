// A person with two thousand Ingresses types, and the page does not stutter.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { copy, look, manyIngresses, manyServices, pasteOver } from "./page.mjs";

/** What a person feels as a page that hangs. */
const FREEZE = 1000;

for (const [what, text] of [["50,000 documents", manyServices(50_000, 0)], ["20 MB", manyServices(5_000, 4_000)]]) {
  journey(`${what} are answered or refused, and the page never hangs`, async (t) => {
    const { verdict, output } = look(t);
    await verdict.waitFor();
    await copy(t, `${manyIngresses(3)}---\n${text}`);
    const tasks = await t.longTasks(async () => {
      await pasteOver(t);
      await output.getByText("app-0").or(t.page.getByRole("alert")).first().waitFor({ timeout: 40_000 });
      await t.page.keyboard.press("Control+Home");
      await t.page.keyboard.type("# typed\n");
      await t.page.waitForTimeout(500);
    });
    console.log(`  ${(text.length / 1e6).toFixed(1)} MB; tasks over 50 ms: ${tasks.map((ms) => `${ms.toFixed(0)} ms`).join(", ") || "none"}`);
    assert.ok(tasks.every((ms) => ms < FREEZE), `${Math.max(...tasks).toFixed(0)} ms`);
    t.assertNothingButTheRestSinceLoad();
  });
}

journey("no task on the main thread is longer than 50 ms with 2,000 Ingresses", async (t) => {
  const { verdict, output } = look(t);
  await verdict.waitFor();
  const text = manyIngresses(2000);
  await t.page.locator(".cm-content").click();
  await copy(t, text);
  const tasks = await t.longTasks(async () => {
    await pasteOver(t);
    await output.getByText("app-").first().waitFor({ timeout: 30_000 });
    await t.page.keyboard.press("Control+Home");
    for (const letter of "# typed into two thousand\n") {
      await t.page.keyboard.type(letter);
      await t.page.waitForTimeout(60);
    }
    await t.page.waitForTimeout(1500);
    await t.page.locator(".lines").evaluate((element) => { element.scrollTop = element.scrollHeight / 2; });
    await t.page.waitForTimeout(1500);
  });
  console.log(`  ${(text.length / 1000).toFixed(0)} kB; tasks over 50 ms: ${tasks.map((ms) => `${ms.toFixed(0)} ms`).join(", ") || "none"}`);
  assert.deepEqual(tasks, []);
  t.assertNothingButTheRestSinceLoad();
});
