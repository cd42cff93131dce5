import { openApiDocument } from '@flytower/contract';
import { auditContract, auditFilterSchema } from './auditContract';

describe('auditContract', () => {
  it('lets nobody write to the log', () => {
    const methods = Object.values(auditContract.routes).map(one => one.method);
    expect(new Set(methods)).toEqual(new Set(['get']));
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
  ])('refuses the filter %j', (filter, name) => {
    const { error } = auditFilterSchema.safeParse(filter);
    expect(error?.issues.map(({ path }) => path[0])).toEqual([name]);
  });
});
