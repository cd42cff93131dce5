import { Browser, BrowserContext, expect, Page } from '@playwright/test';

/** The demo people, as the identity provider's page lists them. */
export const people = {
  olivia: 'Olivia',
  tara: 'Tara',
  dan: 'Dan',
  lee: 'Lee',
  shen: 'Shen',
} as const;

/** @see people */
export type Person = keyof typeof people;

/** One browser context a person, so that each stays signed in for the whole journey, as in life. */
export class Company {
  readonly #browser: Browser;
  readonly #contexts = new Map<Person, BrowserContext>();

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static create(browser: Browser): Company {
    return new Company(browser);
  }

  /** A page of the person's own browser; the first time they sign in through the identity provider. */
  async pageOf(person: Person): Promise<Page> {
    const known = this.#contexts.get(person);
    if (known) {
      return known.newPage();
    }
    const context = await this.#browser.newContext();
    this.#contexts.set(person, context);
    const page = await context.newPage();
    await signIn(page, person);
    return page;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts.values()) {
      await context.close();
    }
  }
}

/** Signs in as a stranger would: the portal's button, then the person's own on the identity provider's page. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto('/');
  await page
    .getByRole('button', { name: 'Sign in with the company account' })
    .click();
  await page.getByRole('button', { name: people[person], exact: true }).click();
  await expect(
    page.getByRole('link', { name: 'Home', exact: true }).first(),
  ).toBeVisible({ timeout: 60_000 });
}

/** The portal's token of whoever is signed in on this page, as its own pages send it. */
export async function tokenOf(page: Page): Promise<string> {
  const [request] = await Promise.all([
    page.waitForRequest(
      one =>
        one.url().includes('/api/') &&
        one.headers().authorization?.startsWith('Bearer ') === true,
    ),
    page.goto('/'),
  ]);
  return request.headers().authorization ?? '';
}
