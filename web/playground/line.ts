/** The line of HTML that puts the chat on a page. Pure. */
export function lineFor(server: string, site: string, settings: Readonly<Record<string, string>>): string {
  const attributes = Object.entries({ site, ...settings }).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<script async src="${server}/giftline.js"${attributes.join("")}></script>`;
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
