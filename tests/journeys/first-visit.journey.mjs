// A person opens the page for the first time and types.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";

for (const theme of ["light", "dark"]) {
  for (const width of [1440, 1024, 360]) {
    journey(`the page is accessible at ${width} px in the ${theme} theme`, async (t) => {
      await t.page.locator(".cm-content").first().waitFor();
      await t.assertAccessible();
      await t.picture(`first-visit-${width}-${theme}`);
    }, { width, theme });
  }
}

journey("what is typed reaches the engine, and nothing leaves the page", async (t) => {
  const status = t.page.getByRole("status");
  await status.filter({ hasText: "4 lines" }).waitFor();
  await t.page.locator(".cm-content").first().click();
  await t.page.keyboard.press("Control+End");
  await t.page.keyboard.type("spec:\n");
  await status.filter({ hasText: "5 lines" }).waitFor();
  assert.match(await t.page.locator(".cm-content").first().innerText(), /kind: Ingress/);
  t.assertNoRequestSinceLoad();
});

journey("the worker shares the page's Wasm and never loads the editor", async (t) => {
  await t.page.getByRole("status").filter({ hasText: "lines" }).waitFor();
  const loaded = await t.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop()));
  assert.equal(loaded.filter((name) => name === "gatefold-web_bg.wasm").length, 1, `loaded: ${loaded}`);
  assert.equal(t.page.workers().length, 1);
  const byWorker = await t.page.workers()[0].evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  assert.deepEqual(byWorker.filter((name) => /editor\.js|\.wasm/.test(name)), [], "the worker loaded what it does not need");
});
