import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Company, Person } from './people';

const artifacts = resolve(__dirname, '../../../../artifacts/screenshots');

/** How a page is looked at. */
export interface Look {
  language: 'en' | 'zh-CN';
  theme: 'light' | 'dark';
  width: 360 | 1440;
}

/**
 * Takes a screenshot of each stage, and has axe look at the page meanwhile. What is found is kept, so that one page does
 * not end the journey; the last stage fails with all of it.
 */
export class Album {
  #taken = 0;
  readonly #folder: string;
  readonly #flaws: string[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param walk - whose pictures they are; its folder below artifacts/screenshots */
  static create(walk: string): Album {
    const folder = join(artifacts, walk);
    mkdirSync(folder, { recursive: true });
    return new Album(folder);
  }

  /** Everything that was found, each with the picture it is on. */
  get flaws(): readonly string[] {
    return this.#flaws;
  }

  /** A screenshot of the whole page, in the order of the journey, and what on it keeps people out. */
  async shoot(page: Page, name: string): Promise<void> {
    // A page that is still being fetched has no heading; one that is being filled is busy.
    await expect(page.locator('h1, h2').first()).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    this.#taken += 1;
    const number = String(this.#taken).padStart(2, '0');
    await page.screenshot({
      path: join(this.#folder, `${number}-${name}.png`),
      fullPage: true,
      animations: 'disabled',
    });
    const barriers = await barriersOf(page);
    this.#flaws.push(
      ...barriers.map(barrier => `${number}-${name}: ${barrier}`),
    );
  }

  /** The page in a language, a theme and a width; it must not scroll sideways. */
  async look(
    page: Page,
    path: string,
    name: string,
    look: Look,
  ): Promise<void> {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.evaluate(({ language, theme }) => {
      window.localStorage.setItem('language', language);
      window.localStorage.setItem('theme', theme);
    }, look);
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    await this.shoot(
      page,
      `${name}-${look.language}-${look.theme}-${look.width}`,
    );
    const [content, visible] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    if (content > visible) {
      this.#flaws.push(
        `${name} is ${content} px wide in a window of ${visible} px`,
      );
    }
  }

  /** Every page in one language, theme and width, as those who use it. */
  async lookAround(
    company: Company,
    looks: readonly [whose: Person, path: string, name: string][],
    look: Look,
  ): Promise<void> {
    for (const person of new Set(looks.map(([whose]) => whose))) {
      const page = await company.pageOf(person);
      await page.goto('/');
      for (const [whose, path, name] of looks) {
        if (whose === person) {
          await this.look(page, path, name, look);
        }
      }
      await page.close();
    }
  }

  /** Back from all looks to the one in which the walk goes on. */
  async backToEnglish(page: Page): Promise<void> {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/');
    await page.evaluate(() => {
      window.localStorage.setItem('language', 'en');
      window.localStorage.setItem('theme', 'light');
    });
  }
}

/** What axe finds against WCAG 2.1 A and AA, each with the elements it is about. */
async function barriersOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // What react-aria last spoke of a button may name one that is gone; nobody can reach it.
    .exclude('[data-live-announcer]')
    // Backstage's own, which we cannot mend from outside: the sort labels of its catalog table, the bar and the log of a
    // template's run. What the log says stands in the steps above it.
    .exclude('th .MuiTableSortLabel-root')
    .exclude('.MuiLinearProgress-root')
    .exclude('.MuiPaper-root:has(a[href*="#line-"])')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .map(({ target }) => target.join(' '))
        .join(', ')}`,
  );
}
