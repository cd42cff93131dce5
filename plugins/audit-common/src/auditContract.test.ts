import { openApiDocument } from '@flytower/contract';
import { auditContract, auditFilterSchema } from './auditContract';

describe('auditContract', () => {
  it('lets nobody write to the log, but that they know of a finding', () => {
    const acts = Object.values(auditContract.routes)
      .filter(({ method }) => method !== 'get')
      .map(({ path }) => path);
    expect(acts).toEqual([
      '/v1/integrity/checks',
      '/v1/integrity/acknowledgements',
      '/v1/checkpoint/comparisons',
    ]);
  });

  it('asks for the permission of the whole log outside a tenant, and of its part inside', () => {
    const all = { access: { permission: { name: 'audit.entry.read-all' } } };
    const part = { access: { permission: { name: 'audit.entry.read' } } };
    expect(Object.values(auditContract.routes)).toMatchObject([
      { path: '/v1/entries', ...all },
      { path: '/v1/entries.csv', ...all },
      { path: '/v1/entries/:id', ...all },
      { path: '/v1/tenants/:tenant/entries', ...part },
      { path: '/v1/tenants/:tenant/entries.csv', ...part },
      { path: '/v1/tenants/:tenant/entries/:id', ...part },
      { path: '/v1/integrity', ...all },
      { path: '/v1/integrity/checks', ...all },
      {
        path: '/v1/integrity/acknowledgements',
        access: { permission: { name: 'audit.finding.acknowledge' } },
      },
      { path: '/v1/checkpoint', ...all },
      { path: '/v1/checkpoint/comparisons', ...all },
    ]);
  });

  it('can be written as an OpenAPI document', () => {
    const document = openApiDocument(auditContract, { version: '1' });
    expect(document).toMatchObject({ info: { title: 'Operation log' } });
  });

  it.each([
    [{ from: 'yesterday' }, 'from'],
    [{ outcome: 'lost' }, 'outcome'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 101 }, 'limit'],
  ])('refuses the filter %j', (filter, name) => {
    const { error } = auditFilterSchema.safeParse(filter);
    expect(error?.issues.map(({ path }) => path[0])).toEqual([name]);
  });
});
