import { changeEventSchema, changePageSchema, knownOutcomeOf } from '.';

const event = (sequence: number) => ({
  id: `event-${sequence}`,
  sequence,
  type: 'tenant.onboarded.v1',
  subject: { kind: 'tenant', id: 't', name: 'payments' },
  actor: 'user:default/olivia',
  summary: 'Olivia onboarded payments',
  data: {},
  at: '2026-03-01T10:00:00.000Z',
});
const page = (...changes: unknown[]) => ({
  kind: 'changes',
  changes,
  cursor: 'epoch.9.event-9',
});

describe('a page of changes from a newer server', () => {
  it('keeps words and fields that this version does not know', () => {
    const newer = {
      ...event(9),
      type: 'tenant.merged2.v12',
      outcome: 'expired',
      severity: { level: 3 },
      at: '2026-03-01T11:00:00+01:00',
    };
    expect(changePageSchema.parse(page(newer))).toEqual(page(newer));
    expect(knownOutcomeOf(newer)).toBeUndefined();
    expect(knownOutcomeOf({ outcome: 'failed' })).toBe('failed');
  });

  it.each([
    ['null', null],
    ['a text', 'token-of-dan'],
    ['no id', { ...event(8), id: undefined }],
    ['no sequence', { ...event(8), sequence: undefined }],
    ['another subject', { ...event(8), subject: 's' }],
  ])('gives the others where one is %s, and its sequence', (_, strange) => {
    expect(changePageSchema.parse(page(event(7), strange, event(9)))).toEqual({
      ...page(event(7), event(9)),
      unreadable: [8],
    });
  });

  it('keeps what the server could not read itself', () => {
    const told = { ...page(null, event(9)), unreadable: [7] };
    expect(changePageSchema.parse(told)).toEqual({
      ...page(event(9)),
      unreadable: [7, 8],
    });
  });

  it('is a mismatch whatever its reason is', () => {
    const told = { kind: 'mismatch', reason: 'moved', cursor: 'epoch.9.id' };
    expect(changePageSchema.parse(told)).toEqual({
      ...told,
      reason: 'unknown',
    });
  });

  it('is refused where it is no page', () => {
    expect(changePageSchema.safeParse({ changes: [] }).success).toBe(false);
  });
});

describe('an event that is written', () => {
  it.each([{ outcome: 'expired' }, { type: 'tenant2.onboarded.v1' }])(
    'is not %j',
    change => {
      const written = { ...event(1), ...change };
      expect(changeEventSchema.safeParse(written).success).toBe(false);
    },
  );
});
