import { ChangeEvent } from '@flytower/contract';
import { AuditedEvent } from '@flytower/plugin-audit-node';
import { NotAllowedError } from '@backstage/errors';
import { aFact } from '../__testUtils__/facts';
import { entryAfter } from './entryAfter';
import { factOfAudited } from './factOfAudited';
import { factOfChange } from './factOfChange';
import { tidy } from './NewFact';

const change: ChangeEvent = {
  id: '01J00000000000000000000000',
  sequence: 7,
  type: 'release.requested.v1',
  subject: { kind: 'service', id: 's-1', name: 'checkout' },
  tenant: 'payments',
  operationId: '01J00000000000000000000001',
  actor: 'user:default/dan',
  outcome: 'requested',
  summary: 'Dan asked for checkout 1.4.2 in prod',
  data: { instances: 10 },
  at: '2026-03-01T10:00:00.000Z',
};

describe('factOfChange', () => {
  it('tells of an operation under the id of the operation', () => {
    expect(factOfChange('delivery', change)).toEqual({
      source: 'delivery',
      id: '01J00000000000000000000000',
      entryId: '01J00000000000000000000001',
      operationId: '01J00000000000000000000001',
      verb: 'release.requested',
      subject: { kind: 'service', id: 's-1', name: 'checkout' },
      tenant: 'payments',
      actor: 'user:default/dan',
      outcome: 'requested',
      summary: 'Dan asked for checkout 1.4.2 in prod',
      data: { instances: 10 },
      at: new Date('2026-03-01T10:00:00.000Z'),
    });
  });

  it('tells of what has no operation under its own id', () => {
    const { operationId, ...single } = change;
    expect(factOfChange('delivery', single)?.entryId).toBe(change.id);
  });

  it('takes what a person does to an operation for asked', () => {
    const { outcome, ...steered } = change;
    expect(factOfChange('delivery', steered)).toMatchObject({
      entryId: change.operationId,
      actor: 'user:default/dan',
      outcome: 'requested',
    });
  });

  it.each([
    ['the platform notes of its own operation', { actor: 'flytower' }],
    ['has neither operation nor outcome', { operationId: undefined }],
  ])('leaves out what %s', (_, changes) => {
    const noted = { ...change, ...changes, outcome: undefined };
    expect(factOfChange('delivery', noted)).toBeUndefined();
  });
});

describe('factOfAudited', () => {
  const at = new Date('2026-03-01T10:00:00.000Z');
  const denial: AuditedEvent = {
    id: 'x',
    at,
    event: {
      plugin: 'delivery',
      eventId: 'denied',
      severityLevel: 'medium',
      status: 'failed',
      actor: { actorId: 'user:default/shen' },
      error: new Error(
        'There is no tenant "payments", or you are not a member of it',
      ),
      meta: {
        outcome: 'denied',
        route: 'GET /v1/tenants/:tenant/services',
        permission: 'delivery.service.read',
        tenant: 'payments',
      },
      request: {
        method: 'GET',
        url: '/api/delivery/v1/tenants/payments/services?token=canary-5a1',
      },
    },
  };

  it('tells who was denied what, and where', () => {
    expect(factOfAudited(denial)).toMatchObject({
      source: 'delivery',
      id: 'x',
      entryId: 'x',
      verb: 'delivery.service.read',
      subject: { kind: 'tenant', name: 'payments' },
      tenant: 'payments',
      actor: 'user:default/shen',
      outcome: 'denied',
      summary:
        'user:default/shen: delivery.service.read (GET /v1/tenants/:tenant/services) was denied: There is no tenant "payments", or you are not a member of it',
    });
  });

  it('keeps no query of a request', () => {
    expect(JSON.stringify(factOfAudited(denial))).not.toContain('canary');
  });

  it('keeps only what is flat and short of what an official plugin says', () => {
    const { data, outcome, verb, subject, summary } = factOfAudited({
      id: 'x',
      at,
      event: {
        plugin: 'scaffolder',
        eventId: 'task',
        severityLevel: 'medium',
        status: 'succeeded',
        actor: { actorId: 'user:default/dan' },
        meta: {
          actionType: 'create',
          secrets: { token: 'canary-9c2' },
          long: 'x'.repeat(501),
        },
      },
    });
    expect({ data, outcome, verb, subject, summary }).toEqual({
      data: { actionType: 'create' },
      outcome: 'succeeded',
      verb: 'scaffolder.task',
      subject: { kind: 'plugin', id: 'scaffolder', name: 'scaffolder' },
      summary: 'user:default/dan: scaffolder.task (scaffolder) succeeded',
    });
  });

  it.each([
    [new NotAllowedError('no'), 'denied', 'was denied: no'],
    [new Error('no space'), 'failed', 'was tried and failed: no space'],
  ])('takes %s for %s', (error, outcome, ending) => {
    const fact = factOfAudited({
      id: 'x',
      at,
      event: {
        plugin: 'catalog',
        eventId: 'entity-mutate',
        severityLevel: 'medium',
        status: 'failed',
        error,
        actor: {},
      },
    });
    expect(fact.outcome).toBe(outcome);
    expect(fact.summary).toBe(
      `unknown: catalog.entity-mutate (catalog) ${ending}`,
    );
  });
});

describe('tidy', () => {
  it('takes control characters and halves of characters out, and keeps the rest', () => {
    const { subject } = tidy(
      aFact({
        subject: { kind: 'tenant', id: 'a\u0000b\ud800', name: '支付🚀' },
      }),
    );
    expect(subject).toEqual({ kind: 'tenant', id: 'a�b�', name: '支付🚀' });
  });

  it('cuts what is endless', () => {
    const fact = tidy(
      aFact({ tenant: 'x'.repeat(9_000), summary: 'y'.repeat(9_000) }),
    );
    expect(fact.tenant).toHaveLength(200);
    expect(fact.summary).toHaveLength(2_000);
    expect(fact.summary.endsWith('y…')).toBe(true);
  });

  it.each([197, 198, 199])(
    'leaves no half of a character where a cut falls into one, after %i others',
    before => {
      const fact = tidy(
        aFact({ tenant: `${'x'.repeat(before)}🚀${'y'.repeat(20)}` }),
      );
      expect(fact.tenant).not.toMatch(/\p{Cs}/u);
      expect(Buffer.from(fact.tenant ?? '').toString()).toBe(fact.tenant);
    },
  );
});

describe('entryAfter', () => {
  const asked = aFact({
    operationId: 'op-1',
    verb: 'release.requested',
    outcome: 'requested',
    actor: 'user:default/dan',
    summary: 'Dan asked',
    at: new Date('2026-03-01T10:00:00.000Z'),
  });
  const done = aFact({
    operationId: 'op-1',
    verb: 'release.finished',
    outcome: 'succeeded',
    actor: 'flytower',
    summary: 'Ten instances run',
    at: new Date('2026-03-01T10:02:00.000Z'),
  });
  const paused = { ...asked, summary: 'Tara asked to pause' };

  it('keeps who asked for what and when, and takes how it ended', () => {
    expect([asked, done].reduce(entryAfter, undefined)).toMatchObject({
      id: 'op-1',
      verb: 'release.requested',
      person: 'user:default/dan',
      outcome: 'succeeded',
      reason: 'Ten instances run',
      requestedAt: '2026-03-01T10:00:00.000Z',
      finishedAt: '2026-03-01T10:02:00.000Z',
    });
  });

  it.each([
    ['is under way', [asked], 'requested', 'Dan asked'],
    ['was steered', [asked, paused], 'requested', 'Tara asked to pause'],
    [
      'was steered too late',
      [asked, done, paused],
      'succeeded',
      'Ten instances run',
    ],
    [
      'failed',
      [asked, { ...done, outcome: 'failed' as const, summary: 'No room' }],
      'failed',
      'No room',
    ],
    [
      'was aborted',
      [asked, { ...done, outcome: 'aborted' as const, summary: 'Enough' }],
      'aborted',
      'Enough',
    ],
  ])('says what is when it %s', (_, facts, outcome, reason) => {
    expect(facts.reduce(entryAfter, undefined)).toMatchObject({
      outcome,
      reason,
    });
  });
});
