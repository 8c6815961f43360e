// Reads the page of a finding's code into its dialog. The pages are files of this site in a small part of Markdown:
// headings, paragraphs, lists, blocks of code, `code` in a line. Text becomes text nodes, never markup.

function inline(parent, text) {
  text.split("`").forEach((piece, index) => {
    if (piece === "") return;
    parent.append(index % 2 ? Object.assign(document.createElement("code"), { textContent: piece }) : piece);
  });
  return parent;
}

const element = (name) => document.createElement(name);

/**
 * The elements of a page, without its title.
 *
 * @param {string} text
 * @returns {Element[]}
 */
function elements(text) {
  const out = [];
  let block = null;
  let list = null;
  let paragraph = [];
  const close = () => {
    if (paragraph.length > 0) out.push(inline(element("p"), paragraph.join(" ")));
    paragraph = [];
    list = null;
  };
  for (const line of text.split("\n")) {
    if (block) {
      if (line.startsWith("```")) block = null;
      else block.textContent += `${line}\n`;
    } else if (line.startsWith("```")) {
      close();
      block = element("code");
      const pre = element("pre");
      pre.tabIndex = 0;
      pre.append(block);
      out.push(pre);
    } else if (line.startsWith("# ")) {
      const [, , ...name] = line.split(" ");
      out.push(Object.assign(element("p"), { className: "quiet", textContent: name.join(" ") }));
    } else if (/^#+ /.test(line)) {
      close();
      out.push(inline(element("h3"), line.replace(/^#+ /, "")));
    } else if (/^[-*] /.test(line)) {
      if (!list) {
        close();
        list = element("ul");
        out.push(list);
      }
      list.append(inline(element("li"), line.slice(2)));
    } else if (line.trim() === "") {
      close();
    } else if (list) {
      inline(list.lastChild, ` ${line.trim()}`);
    } else {
      paragraph.push(line.trim());
    }
  }
  close();
  return out;
}

/** Fetches the page of a code and shows it, if its dialog is still open then. */
export async function readPage(code) {
  let text = `There is no page for ${code}: codes look like GW0205, those of pitfalls like B3.`;
  if (/^(GW\d{4}|[A-F]\d{1,2}b?)$/.test(code)) {
    const answer = await fetch(`./docs/${code}.md`).catch(() => null);
    if (answer?.ok) text = await answer.text();
    else if (answer === null) text = "This page could not be fetched. It is a file of this site, and needs the network once.";
  }
  // The dialog is drawn with the next frame at the latest.
  await new Promise((resolve) => requestAnimationFrame(resolve));
  document.getElementById("code-page")?.replaceChildren(...elements(text));
}
