import { Entity } from '@backstage/catalog-model';
import { entityFilter } from './entityFilter';

const entity = (kind: string, annotations: Record<string, string>): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'payments', annotations },
  spec: { type: 'tenant' },
});
const tenant = { 'flytower.dev/tenant': 'payments' };

describe('entityFilter', () => {
  it.each([
    ['its kind, in whatever case', 'group', tenant, ['tenant'], true],
    ['any type where none is named', 'Group', tenant, undefined, true],
    ['another kind', 'System', tenant, ['tenant'], false],
    ['no annotation', 'Group', {}, ['tenant'], false],
    ['another type', 'Group', tenant, ['team'], false],
  ])('%s', (_, kind, annotations, types, shown) => {
    const filter = entityFilter({
      kind: 'Group',
      annotation: 'flytower.dev/tenant',
      types,
    });
    expect(filter(entity(kind, annotations))).toBe(shown);
  });
});
