// A person works: pastes, breaks, mends, asks.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { DUMP, look, replaceInput } from "./page.mjs";

journey("a real dump gives routes, a request of its own, and problems", async (t) => {
  const { output, request, bench, verdict } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await output.getByText("https-shop-example-com").first().waitFor();
  assert.match(await request.inputValue(), /(shop|pay)\.example\.com/, "the example's request was asked of another input");
  await bench("Ledger");
  await t.page.locator(".ledger tbody tr").first().waitFor();
  await bench("Traffic");
  await t.page.locator(".flow .ribbon").first().waitFor();
  await t.page.locator(".traffic-table").getByText("100 %").first().waitFor();
  await bench("Problems");
  await t.page.locator(".problem, .bench .empty").first().waitFor();
  await t.picture("dump");
  t.assertNothingButTheRestSinceLoad();
});

journey("a broken document keeps the last good output, dimmed, and the other documents still count", async (t) => {
  const { output, verdict, bench, problems } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await output.getByText("https-shop-example-com").first().waitFor();
  await t.page.keyboard.press("Control+End");
  await t.page.keyboard.insertText("---\nkind: [\n");
  await t.page.locator(".leaf[data-broken]").waitFor();
  await output.getByText("https-shop-example-com").first().waitFor();
  await bench("Problems");
  await problems.first().waitFor();
  await t.page.locator(".cm-lint-marker-error").first().waitFor({ state: "attached" });
  await t.picture("broken");
  await t.page.locator(".cm-content").click();
  await t.page.keyboard.press("Control+z");
  await t.page.locator(".leaf[data-broken]").waitFor({ state: "detached" });
});

journey("a request and a pasted curl command are asked of both sides", async (t) => {
  const { request, verdict, answer, button } = look(t);
  await verdict.waitFor();
  await request.fill("GET http://www.shop.example.com/");
  await verdict.filter({ hasText: "Same" }).waitFor();
  assert.equal(await answer("ingress").innerText(), await answer("gateway").innerText());
  await button("Paste curl").click();
  await t.page.locator("dialog textarea").fill("curl -H 'x-user: 1' \\\n  http://a.b.shop.example.com/");
  await button("Ask both sides").click();
  await verdict.filter({ hasText: "Different" }).waitFor();
  assert.equal(await request.inputValue(), "GET http://a.b.shop.example.com/");
  assert.equal(await t.page.getByRole("textbox", { name: /Headers of the request/ }).inputValue(), "x-user: 1");
  await request.fill("no request at all, this");
  await t.page.getByText("Not a request:").waitFor();
  await t.page.getByRole("textbox", { name: /Headers of the request/ }).fill("cookie: a=b");
  await request.fill("GET http://a.b.shop.example.com/");
  await verdict.filter({ hasText: "Different" }).waitFor();
});

journey("both ends of a thread light up, and the far one comes into sight", async (t) => {
  const { verdict, output } = look(t);
  await verdict.waitFor();
  const line = t.page.locator(".line", { has: t.page.locator(".from") }).last();
  await line.hover();
  await t.page.locator(".line[data-lit]").first().waitFor();
  await t.page.locator(".cm-lit").first().waitFor();
  await t.page.locator(".thread[data-lit]").first().waitFor({ state: "attached" });
  await line.locator(".from").click();
  await t.page.locator(".cm-editor.cm-focused").waitFor();
  await output.focus();
  await t.page.keyboard.press("ArrowDown");
  await t.page.locator(".line[data-lit]").first().waitFor();
});

journey("the output comes by role, as JSON, to the clipboard and as a file", async (t) => {
  const { verdict, output, button } = look(t);
  await verdict.waitFor();
  await output.getByText("HTTPRoute").first().waitFor();
  await t.page.getByLabel("Whose part").selectOption("operator");
  await output.getByText("kind: Gateway", { exact: false }).first().waitFor();
  await output.getByText("HTTPRoute").first().waitFor({ state: "detached" });
  await t.page.getByLabel("Notation", { exact: true }).selectOption("json");
  await output.getByText('"kind"').first().waitFor();
  await button("Copy").click();
  await t.page.getByText("Copied.").waitFor();
  const copied = await t.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(JSON.parse(copied), "what was copied is JSON");
  const [download] = await Promise.all([t.page.waitForEvent("download"), button("Download").click()]);
  assert.equal(download.suggestedFilename(), "cluster-operator.json");
}, { permissions: ["clipboard-read", "clipboard-write"] });

journey("another target changes the output", async (t) => {
  const { verdict, output } = look(t);
  await verdict.waitFor();
  await t.page.getByRole("button", { name: /^Target/ }).click();
  await t.page.getByLabel("Gateway's name", { exact: true }).fill("edge");
  await t.page.getByLabel("Gateway's name", { exact: true }).press("Tab");
  await output.getByText("name: edge").first().waitFor();
});

journey("faithful keeps what the first example loses", async (t) => {
  const { verdict, output, button } = look(t);
  await verdict.filter({ hasText: "Different" }).waitFor();
  await button("Faithful").click();
  await output.getByText("RegularExpression").first().waitFor();
  await verdict.filter({ hasText: "Same" }).waitFor();
  assert.equal(await button("Faithful").getAttribute("aria-pressed"), "true");
});

for (const [width, theme] of [[1440, "light"], [1024, "dark"], [360, "light"]]) {
  journey(`what a fidelity changes is a difference of lines, with words beside the colours, at ${width} px`, async (t) => {
    const { verdict, output, outputText, segment, button, view } = look(t);
    await verdict.waitFor();
    if (width <= 1000) await segment("Output");
    await view("Diff");
    const added = output.locator(".line[data-change=faithful]");
    await added.first().waitFor();
    await output.getByText("Changes of HTTPRoute").first().waitFor({ state: "attached" });
    assert.match(await added.first().innerText(), /\+/);
    assert.match(await added.first().textContent(), /Only faithful: /);
    await t.page.getByText("only idiomatic (chosen)").waitFor();
    await t.assertAccessible();
    await t.picture(`diff-${width}-${theme}`);
    const text = await outputText();
    if (width <= 1000) await t.page.getByRole("button", { name: /^Target/ }).click();
    await button("Faithful").click();
    await t.page.getByText("only faithful (chosen)").waitFor({ state: "attached" });
    assert.equal(await outputText(), text, "it is the same from either side");
    if (width <= 1000) await t.page.keyboard.press("Escape");
    const [download] = await Promise.all([t.page.waitForEvent("download"), button("Download").click()]);
    assert.equal(download.suggestedFilename(), "idiomatic-faithful.diff");
    t.assertNothingButTheRestSinceLoad();
  }, { width, theme, height: width > 1000 ? 900 : 740 });
}

journey("a default of the controller is switched, and the link has it, until its ConfigMap is in the input", async (t) => {
  const { verdict, answer, request, button } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await request.fill("GET http://shop.example.com/coffee");
  await answer("ingress").filter({ hasText: "308" }).waitFor();
  const setting = () => t.page.getByRole("combobox", { name: "ssl-redirect", exact: true });
  await t.page.getByRole("button", { name: /^Target/ }).click();
  await setting().selectOption("false");
  await answer("ingress").filter({ hasText: "coffee:8080" }).waitFor();
  await t.assertAccessible("#target");
  await t.picture("controller");
  await t.page.keyboard.press("Escape");
  await button("Share").click();
  await t.page.getByText(/\d+ characters\./).waitFor();
  const link = await t.page.locator(".link-text").inputValue();
  await t.open(new URL(link).hash);
  await look(t).answer("ingress").filter({ hasText: "coffee:8080" }).waitFor();
  const map = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: ingress-nginx-controller, namespace: ingress-nginx}\ndata: {}\n";
  await replaceInput(t, `${DUMP}---\n${map}`);
  await look(t).answer("ingress").filter({ hasText: "308" }).waitFor();
  await t.page.getByRole("button", { name: /^Target/ }).click();
  await t.page.getByText("Its ConfigMap is in the input and counts").waitFor();
  assert.equal(await setting().count(), 0);
});

journey("an example from the menu opens by its address", async (t) => {
  const { verdict } = look(t);
  await verdict.waitFor();
  await t.page.getByRole("button", { name: "Examples" }).click();
  const item = t.page.locator("#examples a").last();
  const href = await item.getAttribute("href");
  await item.click();
  await t.page.getByRole("tab", { name: `${href.split("/").pop()}.yaml` }).waitFor();
  assert.equal(new URL(t.page.url()).hash, href);
});

journey("sources are added, renamed and closed", async (t) => {
  const { verdict, button } = look(t);
  await verdict.waitFor();
  await button("Add a source").click();
  const tab = t.page.getByRole("tab", { name: "input.yaml" });
  await tab.waitFor();
  await tab.press("F2");
  await t.page.getByLabel("Name of the source").fill("services.yaml");
  await t.page.keyboard.press("Enter");
  await t.page.getByRole("tab", { name: "services.yaml" }).waitFor();
  await button("Close this source").click();
  await t.page.getByRole("tab", { name: "services.yaml" }).waitFor({ state: "detached" });
});

journey("a plain textarea does as well", async (t) => {
  const { verdict, button, output } = look(t);
  await verdict.waitFor();
  await button("Plain").click();
  const area = t.page.locator("textarea.plain");
  assert.match(await area.inputValue(), /kind: Ingress/);
  await area.fill((await area.inputValue()).replace("storefront", "boutique"));
  await output.getByText("boutique").first().waitFor();
  await t.assertAccessible();
  await button("Plain").click();
  await t.page.locator(".cm-content").getByText("boutique").waitFor();
});

journey("everything is done by keys alone", async (t) => {
  const { verdict, request } = look(t);
  await verdict.waitFor();
  const focused = () => t.page.evaluate(() => document.activeElement?.closest("[data-pane]")?.dataset.pane);
  const panes = [];
  for (let count = 0; count < 4; count += 1) {
    await t.page.keyboard.press("F6");
    panes.push(await focused());
  }
  assert.deepEqual(panes, ["ask", "input", "output", "shelf"]);
  await t.page.keyboard.press("ArrowRight");
  await t.page.getByRole("tab", { name: "Traffic", selected: true }).first().waitFor();
  await t.page.keyboard.press("?");
  await t.page.getByRole("dialog", { name: "Keys" }).waitFor();
  await t.page.keyboard.press("Escape");
  await t.page.keyboard.press("F6");
  assert.ok(await request.evaluate((element) => element === document.activeElement));
  await t.page.keyboard.press("F6");
  await t.page.keyboard.press("Escape");
  await t.page.keyboard.press("Tab");
  assert.notEqual(await focused(), "input", "Escape and Tab leave the editor");
});

journey("a fix from the list mends the text", async (t) => {
  const { verdict, bench } = look(t);
  await verdict.waitFor();
  await replaceInput(t, "kind: List\n" + DUMP);
  await bench("Problems");
  const fix = t.page.locator(".problem").getByRole("button", { name: "Remove the earlier one" });
  await fix.click();
  await fix.waitFor({ state: "detached" });
  await t.page.keyboard.press("F6");
  await t.page.locator(".cm-content").click();
  await t.page.keyboard.press("Control+Home");
  const text = await t.page.locator(".cm-content").innerText();
  assert.equal(text.match(/^kind: List/gm)?.length, 1, text.slice(0, 60));
});

journey("F8 goes to a problem, and its fix is at hand there", async (t) => {
  const { verdict } = look(t);
  await verdict.waitFor();
  await t.page.locator(".cm-lint-marker").first().waitFor({ state: "attached" });
  await t.page.keyboard.press("F8");
  await t.page.locator(".cm-editor.cm-focused").waitFor();
  await t.page.locator(".cm-tooltip .cm-diagnostic, .cm-panel-lint").first().waitFor();
});
