"""Scripts that tell all that a page holds, to look for what must not be there."""

# Text, attributes and the values of inputs, through every shadow root, but not of elements of the name given.
EVERYTHING_ON_THE_PAGE = """(besides) => {
  const seen = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) seen.push(node.data);
    if (node instanceof Element) {
      if (node.localName === besides) return;
      for (const { value } of node.attributes) seen.push(value);
      if ("value" in node) seen.push(String(node.value));
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  walk(document);
  return seen.join(" ");
}"""
EVERYTHING_STORED = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state,
  await indexedDB.databases(), await caches.keys(),
])"""
