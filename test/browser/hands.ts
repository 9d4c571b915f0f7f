import type { Page } from "playwright-core";
import { type Focused, focused } from "./focus.ts";

/** What a person does with a page, by whatever means. Names are those that a screen reader says. */
export interface Hands {
  /** At the head of every page of the local server. */
  actAs(user: string): Promise<void>;
  follow(link: string): Promise<void>;
  press(button: string | RegExp): Promise<void>;
  fill(field: string, text: string): Promise<void>;
  choose(field: string | RegExp, option: string): Promise<void>;
  check(field: string): Promise<void>;
}

export class Mouse implements Hands {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  actAs(user: string): Promise<void> {
    return this.choose("Acting as", user);
  }

  follow(link: string): Promise<void> {
    return this.page.getByRole("link", { name: link, exact: true }).click();
  }

  press(button: string | RegExp): Promise<void> {
    return this.page.getByRole("button", { name: button }).click();
  }

  fill(field: string, text: string): Promise<void> {
    return this.page.getByLabel(field).fill(text);
  }

  async choose(field: string | RegExp, option: string): Promise<void> {
    const select = this.page.getByRole("combobox", { name: field });
    await select.getByRole("option", { name: option }).waitFor({ state: "attached" });
    await select.selectOption({ label: option });
  }

  check(field: string): Promise<void> {
    return this.page.getByLabel(field).check();
  }
}

/** No page has more stops. */
const mostStops = 200;

type Direction = "Tab" | "Shift+Tab";

/**
 * The keyboard of somebody who has nothing else. After every key the focus is somewhere, is marked and lies in the window, and
 * so it is before the next action, however much was rendered anew in between.
 */
export class KeyboardAlone implements Hands {
  /** Every moment that broke the rule: a journey ends by finding none. */
  readonly faults: string[] = [];
  private readonly page: Page;
  /** A page that has just come up has the focus nowhere yet. */
  private isNew = true;

  constructor(page: Page) {
    this.page = page;
    page.on("framenavigated", () => {
      this.isNew = true;
    });
  }

  async actAs(user: string): Promise<void> {
    // The head of a page is nearer backwards.
    await this.choose("Acting as", user, "Shift+Tab");
  }

  async follow(link: string): Promise<void> {
    await this.to(link, "Shift+Tab");
    await this.page.keyboard.press("Enter");
  }

  async press(button: string | RegExp): Promise<void> {
    await this.to(button);
    await this.page.keyboard.press("Enter");
  }

  /** A date is typed as the browser's own field wants it: month, day, year. */
  async fill(field: string, text: string): Promise<void> {
    await this.to(field);
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    await this.page.keyboard.type(day ? `${day[2]}${day[3]}${day[1]}` : text);
    await this.look(`typing into ${field}`);
  }

  async choose(field: string | RegExp, option: string, key: Direction = "Tab"): Promise<void> {
    const { page } = this;
    const choice = page.getByRole("combobox", { name: field }).getByRole("option", { name: option });
    await choice.waitFor({ state: "attached" });
    await this.to(field, key);
    await page.keyboard.type(option);
    await this.look(`choosing ${option}`);
  }

  async check(field: string): Promise<void> {
    await this.to(field);
    await this.page.keyboard.press("Space");
    await this.look(`checking ${field}`);
  }

  async escape(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.look("Escape");
  }

  /** Goes once through all stops of the page. */
  async walk(): Promise<Focused[]> {
    const stops: Focused[] = [];
    while (stops.length < mostStops) {
      await this.page.keyboard.press("Tab");
      const at = await focused(this.page);
      if (at.tag === "body" || (stops.length > 1 && at.name === stops[0]?.name)) return stops;
      this.judge(at, "Tab");
      stops.push(at);
    }
    throw new Error(`There is no end to the stops: ${stops.map(({ name }) => name).join(" | ")}`);
  }

  /** Goes from stop to stop until it is at the one of that name. */
  private async to(name: string | RegExp, key: Direction = "Tab"): Promise<void> {
    const passed: string[] = [];
    const isIt = (at: Focused) =>
      typeof name === "string" ? at.name === name || at.name.startsWith(`${name} (`) : name.test(at.name);
    if (!this.isNew) await this.look(`looking for ${name}`);
    this.isNew = false;
    for (let stop = 0; stop < mostStops; stop++) {
      await this.page.keyboard.press(key);
      const at = await focused(this.page);
      // Behind the last stop are the browser's own, and then the first one again.
      if (at.tag !== "body") this.judge(at, key);
      if (isIt(at)) return;
      passed.push(`${at.tag} ${at.name.slice(0, 40)}`);
    }
    throw new Error(`No stop is called ${name}; passed ${passed.join(" | ")}`);
  }

  private async look(what: string): Promise<void> {
    this.judge(await focused(this.page), what);
  }

  private judge(at: Focused, what: string): void {
    if (at.tag === "body") this.faults.push(`${what}: nothing has the focus`);
    else if (!at.isMarked) this.faults.push(`${what}: ${at.tag} "${at.name.slice(0, 60)}" is not marked`);
    else if (!at.isInView) this.faults.push(`${what}: ${at.tag} "${at.name.slice(0, 60)}" is out of view`);
  }
}
