import { openApiDocument } from '@flytower/contract';
import { meteringContract } from './meteringContract';
import { coreHours, gibHours, hours } from './units';
import { usageQuerySchema } from './usage';

describe('meteringContract', () => {
  it('lets nobody write to the ledger', () => {
    const methods = Object.values(meteringContract.routes).map(
      ({ method }) => method,
    );
    expect(new Set(methods)).toEqual(new Set(['get']));
  });

  it('can be written as an OpenAPI document, the CSV as text', () => {
    const document = openApiDocument(meteringContract, { version: '1' });
    expect(document).toMatchObject({
      paths: {
        '/v1/usage.csv': {
          get: { responses: { 200: { content: { 'text/csv': {} } } } },
        },
      },
    });
  });

  it.each([
    [{ openedFrom: 'yesterday' }, 'openedFrom'],
    [{ type: 'cloud' }, 'type'],
    [{ groupBy: 'mood' }, 'groupBy'],
    [{ limit: 0 }, 'limit'],
  ])('refuses the filter %j', (filter, name) => {
    const { error } = usageQuerySchema.safeParse(filter);
    expect(error?.issues.map(({ path }) => path[0])).toEqual([name]);
  });
});

describe('units', () => {
  it.each([
    // 2 cores for 30 minutes; a quarter of a core for an hour.
    [coreHours('3600000'), 1],
    [coreHours('900000'), 0.25],
    // 2 GiB for 90 minutes: 2 × 2^30 × 5,400.
    [gibHours('11596411699200'), 3],
    [hours('5400'), 1.5],
    // 10^21 byte-seconds are beyond what a number holds exactly: 258,700,715 GiB-hours (Python).
    [Math.floor(gibHours('1000000000000000000000')), 258_700_715],
  ])('%d is %d', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});
