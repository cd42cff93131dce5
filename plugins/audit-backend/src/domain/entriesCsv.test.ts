import { AuditEntry } from '@flytower/plugin-audit-common';
import { aFact } from '../__testUtils__/facts';
import { entriesCsv } from './entriesCsv';
import { entryAfter } from './entryAfter';

async function written(pages: AuditEntry[][], most?: number) {
  async function* source() {
    yield* pages;
  }
  const pieces: string[] = [];
  for await (const piece of entriesCsv(source(), most)) {
    pieces.push(piece);
  }
  return pieces;
}

const entry = (id: string, summary: string = 'It is done') =>
  entryAfter(undefined, aFact({ id, summary }));

describe('entriesCsv', () => {
  it('gives titles, then a piece a page', async () => {
    const pieces = await written([[entry('a'), entry('b')], [entry('c')]]);
    expect(pieces).toHaveLength(3);
    expect(pieces[0]).toBe(
      'requested at,finished at,person,verb,object kind,object,object id,tenant,outcome,times,reason,source,id\r\n',
    );
    expect(pieces[2]).toBe(
      '2026-03-01T10:00:00.000Z,2026-03-01T10:00:00.000Z,user:default/olivia,tenant.onboarded,tenant,payments,t-1,payments,succeeded,1,It is done,tenancy,c\r\n',
    );
  });

  it('says in its last row where it was cut', async () => {
    const pieces = await written([[entry('a'), entry('b')], [entry('c')]], 2);
    const rows = pieces.join('').trim().split('\r\n');
    expect(rows).toHaveLength(4);
    expect(rows[3]).toBe(
      '"Cut: this file holds the newest 2 entries that match, and there are older ones; filter by day to get them"',
    );
  });

  it('says nothing of that where everything fits', async () => {
    const pieces = await written([[entry('a'), entry('b')]], 2);
    expect(pieces.join('')).not.toContain('Cut');
  });

  it('keeps formulas and line breaks of hostile texts in one harmless cell', async () => {
    const [, row] = await written([[entry('a', '=HYPERLINK("x")\n,y')]]);
    expect(row).toContain(`,"'=HYPERLINK(""x"")\n,y",tenancy,a\r\n`);
  });

  it('reads no page that it does not write', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield [entry('a'), entry('b')];
      }
    }
    for await (const piece of entriesCsv(endless(), 4)) {
      expect(piece).toMatch(/\r\n$/);
    }
    expect(read).toBe(3);
  });
});
