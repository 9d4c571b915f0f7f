import type { Page } from "playwright-core";

/** What has the focus: the innermost element, through shadow roots. */
export interface Focused {
  /** Lower-case. `body`: nothing has the focus. */
  readonly tag: string;
  readonly id: string;
  /** What a screen reader calls it, as far as tests need it. */
  readonly name: string;
  /** Whether an outline, or an equal sign, shows where the focus is. */
  readonly isMarked: boolean;
  /** Whether it lies inside the window, and nothing covers its middle. */
  readonly isInView: boolean;
}

export function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) {
      return { tag: "body", id: "", name: "", isMarked: false, isInView: false };
    }
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const root = element.getRootNode() as Document | ShadowRoot;
    const textOf = (id: string) => root.getElementById(id)?.textContent ?? "";
    const labels = [...((element as HTMLInputElement).labels ?? [])];
    // A label that surrounds a drop-down has the texts of its choices as well.
    const labelOf = (label: Element) => {
      const copy = label.cloneNode(true) as Element;
      for (const select of copy.querySelectorAll("select")) select.remove();
      return copy.textContent;
    };
    const name =
      element.getAttribute("aria-label") ??
      element.getAttribute("aria-labelledby")?.split(" ").map(textOf).join(" ") ??
      (labels.length > 0 ? labels.map(labelOf).join(" ") : element.textContent);
    const isInWindow = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const inFront = root.elementFromPoint(
      (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
      (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
    );
    const isCovered = inFront !== null && !element.contains(inFront) && !inFront.contains(element);
    return {
      tag: element.localName,
      id: element.id,
      name: (name ?? "").replace(/\s+/g, " ").trim(),
      isMarked: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      isInView: isInWindow && !isCovered,
    };
  });
}
