import { expect, Locator, Page } from '@playwright/test';
import { Kubectl } from './kubectl';

/** Goes on to the next step of a wizard. */
export const next = (page: Page) =>
  page.getByRole('button', { name: 'Next', exact: true }).click();

/** Chooses by keyboard: the inputs themselves are hidden behind what is drawn. */
export async function choose(option: Locator): Promise<void> {
  if (!(await option.isChecked())) {
    await option.press('Space');
  }
  await expect(option).toBeChecked();
}

/** Waits on a page of long work until it says that it is done. */
export async function expectSucceeded(page: Page): Promise<void> {
  await expect(
    page.locator('[data-status="healthy"]', { hasText: 'Succeeded' }).first(),
  ).toBeVisible({ timeout: 120_000 });
}

/** Waits until so many pods run in each cluster, by the clusters' own word. */
export async function expectRunning(
  kubectl: Kubectl,
  namespace: string,
  wanted: Record<string, number>,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const running: Record<string, number> = {};
        for (const cluster of Object.keys(wanted)) {
          const pods = await kubectl.pods(cluster, namespace);
          running[cluster] = pods.filter(
            ({ phase }) => phase === 'Running',
          ).length;
        }
        return running;
      },
      { timeout: 120_000, intervals: [1_000] },
    )
    .toEqual(wanted);
}

/** Opens pages, and expects of each that these words are nowhere on it. */
export async function expectNowhere(
  page: Page,
  { words, paths }: { words: RegExp; paths: readonly string[] },
): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    await expect(page.locator('body'), path).not.toContainText(words);
  }
}

/** Removes what stands in the way by typing its name, and waits for the end of it. */
export async function removeByName(
  page: Page,
  button: string,
  name: string,
): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await expectSucceeded(page);
}
