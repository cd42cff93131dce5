import fc from 'fast-check';
import { isFlytowers, labelsOf } from './labelsOf';
import { namespaceOf, objectName } from './objectName';

const slug = fc
  .stringMatching(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/)
  .filter(text => !text.includes('--'));

describe('Names of objects', () => {
  it('are the parts joined, while that is short enough', () => {
    expect(objectName('checkout')).toBe('checkout');
    expect(objectName('checkout', 'gray')).toBe('checkout-gray');
  });

  it('are cut with a hash when too long, and stay apart', () => {
    const long = 'a'.repeat(62);
    // `printf %s NAME | sha256sum` begins with a38b2cfe.
    expect(objectName(`${long}b`, 'c')).toBe(`${'a'.repeat(54)}-a38b2cfe`);
    expect(objectName(`${long}b`, 'c')).not.toBe(objectName(`${long}c`, 'c'));
  });

  it('are always DNS-1123 labels', () => {
    fc.assert(
      fc.property(fc.array(slug, { minLength: 1, maxLength: 4 }), parts => {
        const name = objectName(...parts);
        expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
        expect(name.length).toBeLessThanOrEqual(63);
      }),
    );
  });

  it.each(['', '-a', 'a-', 'A', 'a_b', 'ä', 'a.b'])('cannot be "%s"', name => {
    expect(() => objectName(name)).toThrow(/cannot be the name/);
  });
});

describe('Namespaces', () => {
  it('say tenant and environment, and no two pairs share one', () => {
    expect(namespaceOf('payments', 'prod')).toBe('payments--prod');
    expect(() => namespaceOf('pay--ments', 'prod')).toThrow(/single hyphens/);
    fc.assert(
      fc.property(slug, slug, slug, slug, (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        expect(namespaceOf(a, b)).not.toBe(namespaceOf(c, d));
      }),
    );
  });
});

describe('Labels', () => {
  it('say what an object belongs to, and leave out what does not apply', () => {
    expect(
      labelsOf({
        tenant: 'payments',
        tenantId: '01T',
        application: 'shop',
        service: 'checkout',
        serviceId: '01S',
        environment: 'prod',
        stage: 'stable',
      }),
    ).toEqual({
      'app.kubernetes.io/name': 'checkout',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/managed-by': 'flytower',
      'flytower.dev/tenant': 'payments',
      'flytower.dev/tenant-id': '01T',
      'flytower.dev/application': 'shop',
      'flytower.dev/service': 'checkout',
      'flytower.dev/service-id': '01S',
      'flytower.dev/environment': 'prod',
      'flytower.dev/stage': 'stable',
    });
    expect(labelsOf({})).toEqual({
      'app.kubernetes.io/part-of': 'flytower',
      'app.kubernetes.io/managed-by': 'flytower',
    });
  });

  it('tell what is Flytower’s', () => {
    expect(isFlytowers(labelsOf({}))).toBe(true);
    expect(isFlytowers({ 'app.kubernetes.io/managed-by': 'Helm' })).toBe(false);
  });
});
