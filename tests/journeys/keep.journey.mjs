// A person comes back, shares, and trusts the page with secrets.

import assert from "node:assert/strict";
import { journey } from "./harness.mjs";
import { DUMP, look, replaceInput, waitUntilKept } from "./page.mjs";

const SECRET = `---
apiVersion: v1
kind: Secret
metadata: {name: shop-tls, namespace: shop}
type: kubernetes.io/tls
data: {tls.crt: c2VjcmV0LWNlcnQ=, tls.key: c2VjcmV0LWtleQ==}
`;

journey("the draft survives a reload", async (t) => {
  const { verdict, output, request } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await output.getByText("https-shop-example-com").first().waitFor();
  await request.fill("GET https://shop.example.com/tea");
  await waitUntilKept(t, "shop.example.com/tea");
  await t.open();
  const again = look(t);
  await again.output.getByText("https-shop-example-com").first().waitFor();
  assert.equal(await again.request.inputValue(), "GET https://shop.example.com/tea");
});

journey("the draft survives a crash of the worker", async (t) => {
  const { verdict, output, alert } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await output.getByText("https-shop-example-com").first().waitFor();
  await t.page.workers()[0].evaluate(() => { setTimeout(() => { throw new Error("crash"); }); });
  await alert.filter({ hasText: "started again" }).waitFor();
  await replaceInput(t, DUMP.replaceAll("shop.example.com", "store.example.com"));
  await output.getByText("store.example.com").first().waitFor();
  await waitUntilKept(t, "store.example.com");
});

journey("a part of the engine that cannot be fetched is told, and fetched once it can be", async (t) => {
  const { verdict, output, alert } = look(t);
  await verdict.waitFor();
  await t.page.workers()[0].evaluate(() => {
    XMLHttpRequest.prototype.send = () => { throw new DOMException("no network", "NetworkError"); };
  });
  await replaceInput(t, DUMP);
  await alert.filter({ hasText: "could not be fetched" }).waitFor();
  await replaceInput(t, DUMP.replaceAll("shop.example.com", "store.example.com"));
  await output.getByText("https-store-example-com").first().waitFor();
  assert.equal(await t.restFetches(), 1);
});

journey("a link opens to the same, and never overwrites a draft", async (t) => {
  const { verdict, output, button, request } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP);
  await request.fill("GET https://shop.example.com/tea");
  await output.getByText("https-shop-example-com").first().waitFor();
  await waitUntilKept(t, "shop.example.com/tea");
  await button("Share").click();
  await t.page.getByText(/\d+ characters\./).waitFor();
  const link = await t.page.locator(".link-text").inputValue();
  await t.picture("share");
  await button("Copy the link").click();
  await button("Copied").waitFor();
  assert.equal(await t.page.evaluate(() => navigator.clipboard.readText()), link);
  await t.page.keyboard.press("Escape");

  await replaceInput(t, "# my own draft\n" + DUMP.replaceAll("shop.example.com", "mine.example.com"));
  await t.page.getByText("stale link").waitFor();
  await waitUntilKept(t, "mine.example.com");
  await t.open(new URL(link).hash);
  const again = look(t);
  await again.output.getByText("https-shop-example-com").first().waitFor();
  assert.equal(await again.request.inputValue(), "GET https://shop.example.com/tea");
  await t.page.locator(".cm-content").click();
  await t.page.keyboard.press("Control+Home");
  await t.page.keyboard.type("# edited\n");
  await waitUntilKept(t, "# edited");
  assert.equal(new URL(t.page.url()).hash, "", "the address is no longer what is shown");
  await again.button("Back to my draft").click();
  await again.output.getByText("mine.example.com").first().waitFor();
}, { permissions: ["clipboard-read", "clipboard-write"] });

journey("Ctrl+S copies the link", async (t) => {
  await look(t).verdict.waitFor();
  await t.page.keyboard.press("Control+s");
  await t.page.getByText("Copied.").waitFor();
  assert.match(await t.page.evaluate(() => navigator.clipboard.readText()), /#1\./);
}, { permissions: ["clipboard-read", "clipboard-write"] });

journey("a broken link says why and shows the draft", async (t) => {
  await look(t).verdict.waitFor();
  await replaceInput(t, DUMP);
  await waitUntilKept(t, "shop.example.com");
  await t.open("#1.eJxLTEpOAQ");
  await look(t).alert.filter({ hasText: /cut or changed/ }).waitFor();
  await look(t).output.getByText("https-shop-example-com").first().waitFor();
  await t.open("#9.whatever");
  await look(t).alert.filter({ hasText: /newer/ }).waitFor();
});

journey("short links of the documentation open", async (t) => {
  await t.open("#yaml=" + encodeURIComponent(DUMP));
  await look(t).output.getByText("https-shop-example-com").first().waitFor();
});

journey("Secret values are neither in the draft nor in a link, and the page says so", async (t) => {
  const { verdict, button } = look(t);
  await verdict.waitFor();
  await replaceInput(t, DUMP + SECRET);
  await t.page.getByText(/values of 1 Secret stay in this tab/).waitFor();
  const kept = await waitUntilKept(t, "shop-tls");
  assert.doesNotMatch(kept, /c2VjcmV0/);
  await button("Share").click();
  await t.page.getByText("The values of 1 Secret are left out.").waitFor();
  const link = await t.page.locator(".link-text").inputValue();
  await t.page.keyboard.press("Escape");
  await t.open(new URL(link).hash);
  await t.page.locator(".cm-content").waitFor();
  await look(t).output.getByText("https-shop-example-com").first().waitFor();
  await t.page.locator(".cm-content").click();
  await t.page.keyboard.press("Control+End");
  const shown = await t.page.locator(".cm-content").innerText();
  assert.match(shown, /kind: Secret/);
  assert.doesNotMatch(shown, /c2VjcmV0/);
});
