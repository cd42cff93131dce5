import { deniedCases } from '@flytower/contract-node/testUtils';
import { publicServicesContract } from '@flytower/plugin-public-services-common';
import request from 'supertest';
import {
  startPublicServices,
  StartedPublicServices,
} from './__testUtils__/startPublicServices';

const olivia = 'user:default/olivia';

describe('public services deny', () => {
  let services: StartedPublicServices;

  beforeAll(async () => {
    services = await startPublicServices({ allowed: false });
  });

  it.each(deniedCases(publicServicesContract))(
    '$title',
    async ({ method, path, headers, status }) => {
      const response = await request(services.server)
        [method](`/api/public-services${path}`)
        .set(headers);
      expect(response.status).toBe(status);
    },
  );
});

describe('public services answer', () => {
  let services: StartedPublicServices;

  beforeAll(async () => {
    services = await startPublicServices({ allowed: true });
  });

  const access = {
    engine: 'mysql',
    host: '10.1.2.3',
    port: 3306,
    administrator: { username: 'root', password: 'hunter2-and-more' },
  };

  it('refuse a server outside the allowed ranges, without the password', async () => {
    const { body, text } = await services
      .call('post', '/servers/check', { access }, olivia)
      .expect(200);
    expect(body).toMatchObject({
      outcome: 'refused',
      code: 'forbidden-address',
    });
    expect(text).not.toContain('hunter2');
    const refused = await services
      .call(
        'post',
        '/servers',
        { name: 'far', displayName: 'Far', access },
        olivia,
      )
      .expect(400);
    expect(refused.text).not.toContain('hunter2');
    expect(refused.body.error.message).toContain('flytower.egress.allow');
  });

  it.each(["'; drop table", '10.0.0.1:3306/x', 'ö', 'a'.repeat(10_000)])(
    'refuse a hostile address: %.40s',
    async host => {
      const { status } = await services.call(
        'post',
        '/servers/check',
        { access: { ...access, host } },
        olivia,
      );
      expect(status).toBe(400);
    },
  );

  it('say which seal keys are needed', async () => {
    const { body } = await services
      .call('get', '/seal-keys', undefined, olivia)
      .expect(200);
    expect(body).toEqual({
      current: true,
      keys: [expect.objectContaining({ values: 0, known: true, mayGo: false })],
    });
  });

  it('list what can be ordered where nothing is registered yet', async () => {
    const { body } = await services.call('get', '/offerings').expect(200);
    expect(body.items).toMatchObject([
      { name: 'mysql', plans: [] },
      { name: 'redis', plans: [] },
    ]);
    const plan = await services
      .call('post', '/tenants/payments/instances/plan', {
        name: 'orders',
        displayName: 'Orders',
        environment: 'prod',
        offering: 'mysql',
        plan: 'small',
      })
      .expect(200);
    expect(plan.body.blockers).toEqual([
      'MySQL has no plan "small"; ask an operations admin to publish one',
    ]);
  });
});
