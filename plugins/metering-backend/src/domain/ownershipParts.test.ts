import { Ownership } from '@flytower/plugin-delivery-common';
import fc from 'fast-check';
import { ownershipParts } from './ownershipParts';

const owned = (team: string, from: number, to?: number): Ownership => ({
  applicationId: '01J',
  application: 'shop',
  tenant: 'payments',
  teamId: '01T',
  team,
  from: new Date(from * 1000).toISOString(),
  ...(to === undefined ? {} : { to: new Date(to * 1000).toISOString() }),
});

describe('the owners of an application', () => {
  it('are none before the first, between two, and after the last', () => {
    expect(
      ownershipParts([owned('b', 300), owned('a', 100, 200)]).map(
        ({ team, from, to }) => `${team || '–'} ${from}-${to}`,
      ),
    ).toEqual(['– 0-100', 'a 100-200', '– 200-300', 'b 300-253402300799']);
  });

  it('cover all of time without overlapping, whatever is told', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(1_000), fc.option(fc.nat(1_000), { nil: undefined })),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(spans, told => {
        const parts = ownershipParts(
          told.map(([from, length], index) =>
            owned(`t${index}`, from, length && from + length),
          ),
        );
        expect(parts[0].from).toBe(0);
        expect(parts.at(-1)?.to).toBe(253_402_300_799);
        parts.slice(1).forEach((part, index) => {
          expect(part.from).toBe(parts[index].to);
        });
      }),
    );
  });
});
