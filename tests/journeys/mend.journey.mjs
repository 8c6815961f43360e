// What went wrong is said, and what belongs to another work does not stay.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { DUMP, copy, look, manyIngresses, pasteOver, replaceInput } from "./page.mjs";

journey("an example that does not exist is said to be none, and no other is shown for it", async (t) => {
  await t.open("#example/no-such-example");
  await look(t).alert.filter({ hasText: "no example no-such-example" }).waitFor();
  assert.equal(await look(t).outputText(), "");
  await t.open("#example/canary-weight");
  await t.page.getByRole("tab", { name: "canary-weight.yaml" }).waitFor();
  await look(t).verdict.waitFor();
  await t.page.evaluate(() => { location.hash = "#example/nor-this-one"; });
  await look(t).alert.filter({ hasText: "no example nor-this-one" }).waitFor();
  await t.page.getByRole("tab", { name: "canary-weight.yaml" }).waitFor();
  assert.equal(new URL(t.page.url()).hash, "#example/canary-weight", "the address says again what is shown");
});

journey("an example that cannot be fetched is said not to be, and nothing else changes", async (t) => {
  const { verdict, alert } = look(t);
  await verdict.waitFor();
  await t.page.context().route("**/examples/*.yaml", (route) => route.abort());
  await t.page.evaluate(() => { location.hash = "#example/canary-weight"; });
  await alert.filter({ hasText: "canary-weight could not be fetched" }).waitFor();
  await t.page.getByRole("tab", { name: "wildcard-depth.yaml" }).waitFor();
  await t.page.context().unroute("**/examples/*.yaml");
  await t.page.evaluate(() => { location.hash = "#example/canary-weight"; });
  await t.page.getByRole("tab", { name: "canary-weight.yaml" }).waitFor();
  t.forgive();
});

journey("what is pasted over an example, and over a request, keeps nothing of them", async (t) => {
  const { verdict, request } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await t.page.getByRole("tab", { name: "input.yaml" }).waitFor();
  // The request that the input brings would take the selection away.
  await t.page.waitForFunction(() => /\/\/(shop|pay)\./.test(document.querySelector(".url-text").value));
  const paste = async (text) => {
    await request.selectText();
    await request.evaluate((element, pasted) => {
      const data = new DataTransfer();
      data.setData("text/plain", pasted);
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  };
  await paste("curl -H 'x-user: 1' https://shop.example.com/tea");
  const headers = t.page.locator("#headers-text");
  await t.page.waitForFunction(() => document.querySelector("#headers-text")?.value === "x-user: 1");
  await paste("GET https://pay.example.com/");
  assert.equal(await request.inputValue(), "GET https://pay.example.com/");
  assert.equal(await headers.inputValue(), "");
});

journey("an input without an Ingress has nothing to ask", async (t) => {
  const { verdict } = look(t);
  await verdict.waitFor();
  await replaceInput(t, "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}]}\n");
  await t.page.getByText("There is nothing to ask yet").waitFor();
});

journey("a code has a page of its own, with an address", async (t) => {
  const { verdict, bench } = look(t);
  await verdict.waitFor();
  await bench("Problems");
  const link = t.page.locator(".problem-code a").first();
  const code = await link.innerText();
  await link.click();
  assert.equal(new URL(t.page.url()).hash, `#code/${code}`);
  await t.page.locator("#code-page h3").first().waitFor();
  await t.assertAccessible("dialog");
  await t.page.keyboard.press("Escape");
  await t.page.locator("dialog").waitFor({ state: "detached" });
  assert.equal(new URL(t.page.url()).hash, "");
  for (const code of ["GW0205", "B3"]) {
    await t.open(`#code/${code}`);
    await t.page.locator("#code-page").getByText("How to mend it").waitFor();
  }
});

journey("the output comes as a zip with a file for each resource", async (t) => {
  const { verdict, button } = look(t);
  await verdict.waitFor();
  const [download] = await Promise.all([t.page.waitForEvent("download"), button("Zip").click()]);
  assert.equal(download.suggestedFilename(), "gateway-api.zip");
  const bytes = [];
  for await (const piece of await download.createReadStream()) bytes.push(piece);
  const zip = Buffer.concat(bytes);
  const count = zip.readUInt16LE(zip.length - 12);
  const names = [];
  let at = zip.readUInt32LE(zip.length - 6);
  for (let index = 0; index < count; index += 1) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.subarray(at + 46, at + 46 + length).toString());
    at += 46 + length;
  }
  assert.match(names[0], /^01-gatewayclass-/);
  assert.ok(names.some((name) => /^\d\d-httproute-/.test(name)), names.join());
});

journey("the traffic begins at the rule that answers, with its host", async (t) => {
  await t.open("#example/large");
  const { verdict, bench } = look(t);
  await verdict.waitFor();
  await bench("Traffic");
  const current = t.page.locator(".traffic-table [data-current]").first();
  await current.waitFor();
  const host = new URL((await look(t).request.inputValue()).split(" ")[1]).host;
  assert.ok((await current.innerText()).includes(host), `the row has no ${host}`);
  await t.page.waitForTimeout(200);
  assert.ok(await current.evaluate((row) => {
    const [its, seen] = [row.getBoundingClientRect(), row.closest(".traffic-table").getBoundingClientRect()];
    return its.top < seen.bottom && its.bottom > seen.top;
  }), "the row is out of sight");
});

journey("a plain textarea lists the lines with problems, and leads to them", async (t) => {
  const { verdict, button } = look(t);
  await verdict.waitFor();
  await button("Plain").click();
  const mark = t.page.locator(".marks button").first();
  const line = Number(await mark.innerText());
  await mark.click();
  const at = await t.page.locator("textarea.plain").evaluate((area) => area.value.slice(0, area.selectionStart).split("\n").length);
  assert.equal(at, line);
  await t.assertAccessible();
});

journey("an annotation is explained where it is written, completed, and mended", async (t) => {
  const { verdict } = look(t);
  await verdict.waitFor();
  const annotated = (line) => DUMP.replace("    namespace: shop\n", `    namespace: shop\n    annotations:\n      ${line}\n`);
  const write = async (line) => {
    await t.page.mouse.move(0, 0);
    await replaceInput(t, annotated(line));
    await t.page.keyboard.press("Control+Home");
    // Markers are drawn a moment later, and close what the pointer opened.
    await t.page.waitForTimeout(1000);
  };
  await write('nginx.ingress.kubernetes.io/rewrite-target: "/"');
  await t.page.locator(".cm-line", { hasText: "rewrite-target" }).locator(".cm-key").hover();
  await t.page.locator(".cm-doc-facts").waitFor();
  await t.picture("annotation");
  await write('nginx.ingress.kubernetes.io/rewrite-taget: "/"');
  await t.page.locator(".cm-line", { hasText: "rewrite-taget" }).locator(".cm-key").hover();
  await t.page.locator(".cm-tooltip").getByRole("button", { name: "Name rewrite-target instead" }).click();
  await t.page.locator(".cm-line", { hasText: "rewrite-target" }).click();
  await t.page.keyboard.press("End");
  await t.page.keyboard.press("Enter");
  await t.page.keyboard.type("nginx.ingress.kubernetes.io/ssl-re");
  await t.page.locator(".cm-tooltip-autocomplete li", { hasText: "ssl-redirect" }).first().waitFor();
  await t.picture("completion");
  await t.page.keyboard.press("Escape");
});

journey("the ledger is filtered by words", async (t) => {
  const { verdict, bench } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await t.page.getByText("1 dropped").or(t.page.locator(".sums")).first().waitFor();
  await bench("Ledger");
  await t.page.getByLabel("Only with these words").fill("tls");
  await t.page.waitForFunction(() => {
    const rows = [...document.querySelectorAll(".ledger tbody tr")];
    return rows.length > 0 && rows.every((row) => /tls/i.test(row.textContent));
  });
  await t.page.locator(".ledger .place").first().click();
  await t.page.locator(".cm-editor.cm-focused").waitFor();
});

journey("while a large input is read, the old answers are dimmed", async (t) => {
  const { verdict } = look(t);
  await verdict.waitFor();
  await copy(t, manyIngresses(4000));
  await pasteOver(t);
  await t.page.locator(".page[data-reading]").waitFor();
  await t.page.locator(".page:not([data-reading])").waitFor({ timeout: 40_000 });
});

journey("a phone has Paste curl, the keys and the sums", async (t) => {
  const { verdict, button } = look(t);
  await verdict.waitFor();
  await button("Keys").click();
  await t.page.keyboard.press("Escape");
  await button("Paste curl").click();
  await t.page.keyboard.press("Escape");
  await t.page.locator(".sums:visible").click();
  await t.page.locator(".ledger").waitFor();
}, { width: 360, height: 740 });

journey("a zip whose script does not arrive is said to be none, and comes when it does", async (t) => {
  const { verdict, button, alert } = look(t);
  await verdict.waitFor();
  await t.page.route("**/zip.js", (route) => route.abort());
  await button("Zip").click();
  await alert.filter({ hasText: "The file was not saved" }).waitFor();
  await t.page.unroute("**/zip.js");
  const [download] = await Promise.all([t.page.waitForEvent("download"), button("Zip").click()]);
  assert.equal(download.suggestedFilename(), "gateway-api.zip");
  t.forgive();
});

for (const width of [1440, 1024, 360]) {
  journey(`what of the traffic answers is in sight in picture and table, at ${width} px`, async (t) => {
    const { verdict, bench, segment } = look(t);
    await verdict.waitFor();
    await replaceInput(t, manyIngresses(20));
    await verdict.filter({ hasText: "Same" }).waitFor();
    await (width > 1000 ? bench : segment)("Traffic");
    const isInSight = (selector) => t.page.waitForFunction((one) => {
      const element = document.querySelector(one);
      const place = element?.closest(".traffic-table, .flow-place")?.getBoundingClientRect();
      const own = element?.getBoundingClientRect();
      return place && own.top >= place.top && own.bottom <= Math.min(place.bottom, innerHeight);
    }, selector);
    await isInSight(".traffic-table tr[data-current]");
    await isInSight(".flow-place g[data-current] .node");
    await t.assertAccessible(".traffic");
  }, { width, height: width > 1000 ? 768 : 740 });
}

for (const width of [1024, 720, 512, 360, 320]) {
  journey(`nothing is cut off at the top or in the output's toolbar, at ${width} px`, async (t) => {
    const { verdict, request, segment } = look(t);
    await verdict.waitFor();
    await replaceInput(t, DUMP.replace("name: shop\n    namespace", "name: shop\n    annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8}\n    namespace"));
    await t.page.locator(".lines").getByText("https-shop-example-com").first().waitFor({ state: "attached" });
    assert.ok((await request.boundingBox()).width >= 200, "a request can be read");
    if (width <= 1000) await segment("Output");
    const toolbar = t.page.locator(".leaf[data-pane=output] .toolbar");
    const box = await toolbar.boundingBox();
    if (width >= 360) assert.ok(box.height < 40, "the toolbar is one row");
    for (const control of await toolbar.locator("button, select").all()) {
      const own = await control.boundingBox();
      if (own) assert.ok(own.x >= box.x && own.x + own.width <= box.x + box.width + 0.5, await control.innerText());
    }
    for (const control of await t.page.locator(".bar > :is(button, .btn)").all()) {
      const own = await control.boundingBox();
      if (own) assert.ok(own.x + own.width <= width, "the bar has room");
    }
  }, { width, height: 700 });
}

journey("what every way from ingress-nginx changes unfolds below the problems, and leads to words", async (t) => {
  const { verdict, bench } = look(t);
  await verdict.waitFor();
  await bench("Problems");
  const line = t.page.locator(".standing summary");
  await line.click();
  const count = Number.parseInt(await line.innerText(), 10);
  const links = t.page.locator(".standing a");
  assert.equal(await links.count(), count);
  await t.assertAccessible(".standing");
  await links.filter({ hasText: "body-limit" }).click();
  await t.page.locator("#code-page").getByText("How to mend it").waitFor();
});
