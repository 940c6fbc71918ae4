/**
 * Keeps a page as high as what is seen of it, where a phone lays its keyboard over the page (Safari) and does not
 * make the page smaller itself. Zooming in with two fingers is no keyboard, and changes nothing.
 */
const NAME = "--giftline-visible-height";
/** Bars of the browser come and go by less. */
const KEYBOARD_PX = 120;

/** Ends with the page. Where no keyboard is over it, the property is not set. */
export function followKeyboard(seen = window.visualViewport, root = document.documentElement): void {
  seen?.addEventListener("resize", () => {
    const isCovered = seen.scale === 1 && root.clientHeight - seen.height > KEYBOARD_PX;
    if (isCovered) {
      root.style.setProperty(NAME, `${seen.height}px`);
      // Safari has moved the page up to show the box, which the page now does itself.
      window.scrollTo(0, 0);
    } else {
      root.style.removeProperty(NAME);
    }
  });
}
