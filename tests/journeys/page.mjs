// What the journeys say of the page in a person's words.

import assert from "node:assert/strict";

/** The page as a person meets it; made from a journey. */
export function look(t) {
  const { page } = t;
  return {
    verdict: page.locator(".verdict"),
    answer: (side) => page.locator(`.answer[data-side=${side}] .outcome`),
    request: page.getByRole("textbox", { name: /^Request/ }).or(page.getByRole("combobox", { name: /^Request/ })),
    output: page.locator(".lines"),
    outputText: () => page.locator(".lines .line .text").allInnerTexts().then((lines) => lines.join("\n")),
    editor: page.locator(".cm-content"),
    problems: page.locator(".problem"),
    bench: (name) => page.locator(".shelf .toolbar").getByRole("tab", { name }).click(),
    /** A view of the output: a tab, or a line of a list where tabs have no room. */
    view: async (name) => {
      const tab = page.getByRole("tab", { name });
      if (await tab.isVisible()) await tab.click();
      else await page.getByRole("combobox", { name: "View of the output" }).selectOption(name);
    },
    alert: page.getByRole("alert"),
    segment: (name) => page.getByRole("tablist", { name: "Panes" }).getByRole("tab", { name }).click(),
    button: (name) => page.getByRole("button", { name, exact: true }),
  };
}

/** Puts a text where `pasteOver` takes it from. Handing over a large one is work of the page's main thread, too. */
export async function copy(t, text) {
  await t.page.evaluate((copied) => { globalThis.copied = copied; }, text);
}

/** Replaces the whole text of the editor by what was copied. */
export async function pasteOver(t) {
  const editor = t.page.locator(".cm-content");
  await editor.click();
  await t.page.keyboard.press("Control+a");
  await editor.evaluate((element) => {
    const data = new DataTransfer();
    data.setData("text/plain", globalThis.copied);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
}

/** Replaces the whole text of the editor. */
export async function replaceInput(t, text) {
  await copy(t, text);
  await pasteOver(t);
}

/** Waits until what is kept of the work holds a text, and returns all that is kept. */
export async function waitUntilKept(t, text) {
  const kept = () => t.page.evaluate(() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("gatefold", 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction("drafts").objectStore("drafts").getAll();
      reading.onerror = () => reject(reading.error);
      reading.onsuccess = () => {
        opening.result.close();
        resolve(JSON.stringify(reading.result));
      };
    };
  }));
  for (let tries = 0; tries < 60; tries += 1) {
    const all = await kept().catch(() => "");
    if (all.includes(text)) return all;
    await t.page.waitForTimeout(100);
  }
  assert.fail(`the draft never held ${text}`);
}

/** A dump of several namespaces, as `kubectl get -o yaml` prints one. */
export const DUMP = `apiVersion: v1
kind: List
items:
- apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata:
    name: shop
    namespace: shop
    uid: 5f3c0d7e-0000-4000-8000-000000000001
    managedFields:
    - manager: kubectl
      operation: Update
  spec:
    ingressClassName: nginx
    tls:
    - hosts: [shop.example.com]
      secretName: shop-tls
    rules:
    - host: shop.example.com
      http:
        paths:
        - path: /coffee
          pathType: Prefix
          backend: {service: {name: coffee, port: {name: http}}}
        - path: /tea
          pathType: Exact
          backend: {service: {name: tea, port: {number: 8080}}}
  status:
    loadBalancer: {ingress: [{ip: 192.0.2.1}]}
- apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata: {name: pay, namespace: pay}
  spec:
    ingressClassName: nginx
    defaultBackend: {service: {name: pay, port: {number: 80}}}
    rules:
    - host: pay.example.com
      http:
        paths:
        - path: /
          pathType: Prefix
          backend: {service: {name: pay, port: {number: 80}}}
- apiVersion: v1
  kind: Service
  metadata: {name: coffee, namespace: shop}
  spec: {ports: [{name: http, port: 8080}]}
- apiVersion: v1
  kind: Service
  metadata: {name: tea, namespace: shop}
  spec: {ports: [{name: http, port: 8080}]}
- apiVersion: v1
  kind: Service
  metadata: {name: pay, namespace: pay}
  spec: {ports: [{port: 80}]}
`;

/** So many Ingresses in one text. */
export function manyIngresses(count) {
  const documents = [];
  for (let index = 0; index < count; index += 1) {
    documents.push(`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-${index}
  namespace: team-${index % 40}
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: "true"
  labels:
    app.kubernetes.io/name: app-${index}
    app.kubernetes.io/part-of: platform
spec:
  ingressClassName: nginx
  tls:
  - hosts:
    - app-${index}.example.com
    secretName: app-${index}-tls
  rules:
  - host: app-${index}.example.com
    http:
      paths:
      - path: /
        pathType: Prefix
        backend:
          service:
            name: app-${index}
            port:
              number: 8080
      - path: /api
        pathType: Prefix
        backend:
          service:
            name: app-${index}-api
            port:
              number: 8080
`);
  }
  return documents.join("---\n");
}

/** So many Services in one text, each with about so many bytes of what a cluster writes beside it. */
export function manyServices(count, bytes) {
  const line = '    - {manager: kube-controller-manager, operation: Update, time: "2026-01-01T00:00:00Z"}\n';
  const fields = bytes > 0 ? `    managedFields:\n${line.repeat(Math.ceil(bytes / line.length))}` : "";
  const one = (index) => `apiVersion: v1\nkind: Service\nmetadata:\n    name: s-${index}\n${fields}spec: {ports: [{port: 80}]}\n`;
  return Array.from({ length: count }, (_, index) => one(index)).join("---\n");
}
