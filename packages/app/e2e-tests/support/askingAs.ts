import { Page } from '@playwright/test';
import { tokenOf } from './people';

/** What the portal answered. */
export interface Answer {
  status: number;
  text: string;
}

/** Asks the portal's API, past its pages, as whoever is signed in on this one. */
export async function askingAs(page: Page): Promise<{
  get(path: string): Promise<Answer>;
  post(path: string, data: object): Promise<Answer>;
}> {
  const authorization = await tokenOf(page);
  return {
    get: async path => {
      const answer = await page.request.get(path, {
        headers: { authorization },
      });
      return { status: answer.status(), text: await answer.text() };
    },
    post: async (path, data) => {
      const answer = await page.request.post(path, {
        headers: { authorization, 'idempotency-key': crypto.randomUUID() },
        data,
      });
      return { status: answer.status(), text: await answer.text() };
    },
  };
}
