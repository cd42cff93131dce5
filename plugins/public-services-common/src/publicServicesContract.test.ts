import { openApiDocument } from '@flytower/contract';
import { publicServicesContract } from './publicServicesContract';
import { createInstanceSchema } from './instance';
import { createBindingSchema } from './binding';
import { serverAccessSchema } from './server';

describe('the contract of public services', () => {
  it('has an OpenAPI document with every route in it', () => {
    const document = openApiDocument(publicServicesContract, {
      version: '0.1.0',
    });
    const operations = Object.values(
      document.paths as Record<string, object>,
    ).flatMap(path => Object.keys(path));
    expect(operations).toHaveLength(
      Object.keys(publicServicesContract.routes).length,
    );
  });

  it.each([
    ['quotes', `orders'; DROP DATABASE mysql; --`],
    ['a back-tick', 'orders`'],
    ['10,000 characters', 'x'.repeat(10_000)],
    ['unicode', 'заказы'],
    ['a double hyphen', 'orders--prod'],
  ])('refuses a name with %s', (_, name) => {
    const order = {
      name,
      displayName: 'Orders',
      environment: 'prod',
      offering: 'mysql',
      plan: 'small',
    };
    expect(createInstanceSchema.safeParse(order).success).toBe(false);
    expect(
      createInstanceSchema.safeParse({ ...order, name: 'orders' }).success,
    ).toBe(true);
  });

  it.each(['mysql', '1X', 'A-B', '', 'A'.repeat(40), 'A\nB'])(
    'refuses %j as a prefix of variables',
    prefix => {
      expect(
        createBindingSchema.safeParse({ service: 'checkout', prefix }).success,
      ).toBe(false);
    },
  );

  it('takes a host without scheme, path or port', () => {
    const access = {
      engine: 'mysql',
      port: 3306,
      administrator: { username: 'root', password: 'x' },
    };
    expect(
      ['db.example.com', '10.0.0.5', 'fd00::1'].map(
        host => serverAccessSchema.safeParse({ ...access, host }).success,
      ),
    ).toEqual([true, true, true]);
    expect(
      ['https://db', 'db/x', 'db;x', ''].map(
        host => serverAccessSchema.safeParse({ ...access, host }).success,
      ),
    ).toEqual([false, false, false, false]);
  });
});
