// A person opens the page for the first time and looks around.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { look } from "./page.mjs";

journey("an Ingress, the Gateway API that replaces it, and a request on which they differ", async (t) => {
  const { verdict, answer, output, outputText } = look(t);
  await verdict.filter({ hasText: "Different" }).waitFor();
  assert.notEqual(await answer("ingress").innerText(), await answer("gateway").innerText());
  await output.getByText("HTTPRoute").first().waitFor();
  assert.match(await outputText(), /kind: Gateway/);
  await t.page.locator(".thread").first().waitFor({ state: "attached" });
  await t.page.getByRole("status").filter({ hasText: /Different\. Ingress: .* Gateway API: / }).waitFor({ state: "attached" });
  t.assertNoRequestSinceLoad();
  assert.equal(await t.restFetches(), 0, "what travels first answers the first example");
});

for (const theme of ["light", "dark"]) {
  for (const width of [1440, 1024, 360]) {
    journey(`every view is accessible at ${width} px in the ${theme} theme`, async (t) => {
      const { verdict, segment, bench } = look(t);
      await verdict.waitFor();
      await t.page.locator(".cm-content").waitFor();
      await t.assertAccessible();
      await t.picture(`first-visit-${width}-${theme}`);
      const isNarrow = width <= 1000;
      for (const name of [...(isNarrow ? ["Output"] : []), "Problems", "Trace", "Traffic", "Ledger"]) {
        await (isNarrow ? segment(name) : bench(name));
        await t.page.waitForTimeout(150);
        await t.assertAccessible();
        await t.picture(`${name.toLowerCase()}-${width}-${theme}`);
      }
      const width_ = await t.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width_ <= width, `the page is ${width_} px wide`);
    }, { width, theme, height: width > 1000 ? 900 : 740 });
  }

  journey(`menus and dialogs are accessible in the ${theme} theme`, async (t) => {
    const { verdict, button } = look(t);
    await verdict.waitFor();
    for (const [name, shown] of [["Examples", "#examples"], [/^Target/, "#target"]]) {
      await t.page.getByRole("button", { name }).click();
      await t.page.locator(shown).waitFor();
      await t.assertAccessible(shown);
      await t.picture(`${shown.slice(1)}-${theme}`);
      await t.page.keyboard.press("Escape");
    }
    for (const name of ["Share", "Keys", "Paste curl"]) {
      await button(name).first().click();
      await t.page.locator("dialog[open]").waitFor();
      await t.page.waitForTimeout(150);
      await t.assertAccessible("dialog");
      await t.picture(`${name.toLowerCase().replace(" ", "-")}-${theme}`);
      await t.page.keyboard.press("Escape");
      await t.page.locator("dialog").waitFor({ state: "detached" });
    }
  }, { theme });
}

journey("the theme follows the system until it is switched, and is kept", async (t) => {
  const theme = () => t.page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), undefined);
  await t.page.getByRole("button", { name: "Theme: as the system" }).click();
  await t.page.getByRole("button", { name: "Theme: light" }).click();
  assert.equal(await theme(), "dark");
  await t.open();
  assert.equal(await theme(), "dark");
});

journey("the worker shares the page's Wasm and never loads the editor", async (t) => {
  await look(t).verdict.waitFor();
  const loaded = await t.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop()));
  assert.equal(loaded.filter((name) => name === "gatefold-web_bg.wasm").length, 1, `loaded: ${loaded}`);
  assert.equal(t.page.workers().length, 1);
  const byWorker = await t.page.workers()[0].evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  assert.deepEqual(byWorker.filter((name) => /editor\.js|\.wasm/.test(name)), [], "the worker loaded what it does not need");
});
