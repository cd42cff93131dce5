import { expect, Page } from '@playwright/test';
import { askingAs } from './askingAs';

type Figures = Record<string, { least: string }>;

/**
 * What was used up to now, summed up by hand over all lines of each grouping: as many texts as groupings, which are to be
 * the same. Each is also the total that the portal gives with its lines.
 */
export async function sumsOfUsage(
  page: Page,
  groupings: readonly string[],
): Promise<string[]> {
  const reader = await askingAs(page);
  const until = new Date().toISOString();
  const sums: string[] = [];
  for (const grouping of groupings) {
    const asked = `/api/metering/v1/usage?groupBy=${grouping}&usedFrom=2020-01-01T00:00:00.000Z&usedTo=${until}`;
    const read = async (after: string) =>
      JSON.parse((await reader.get(`${asked}${after}`)).text);
    const { totals, ...first } = await read('');
    const items: { figures: Figures }[] = [...first.items];
    for (let cursor = first.nextCursor; cursor; ) {
      const more = await read(`&cursor=${encodeURIComponent(cursor)}`);
      items.push(...more.items);
      cursor = more.nextCursor;
    }
    const sum = (figure: string) =>
      items.reduce(
        (all, { figures }) => all + BigInt(figures[figure].least),
        0n,
      );
    expect(String(sum('cpuMillicoreSeconds'))).toBe(
      totals.cpuMillicoreSeconds.least,
    );
    sums.push(`${sum('cpuMillicoreSeconds')} ${sum('existedSeconds')}`);
  }
  return sums;
}
