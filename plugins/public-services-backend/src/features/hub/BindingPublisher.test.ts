import { describeDatabases, dumpOf } from '@flytower/durable/testUtils';
import {
  openPublicServices,
  OpenPublicServices,
} from '../../__testUtils__/openPublicServices';

jest.setTimeout(60_000);

const migrations = `${__dirname}/../../../migrations`;

describeDatabases('Bindings in memory', openTestStore => {
  let services: OpenPublicServices;

  beforeEach(async () => {
    services = await openPublicServices({
      store: await openTestStore(migrations),
    });
    await services.ordered();
  });

  const bindCheckout = async () =>
    services.settled(
      await services.bindings.create(
        'payments',
        'orders',
        { service: 'checkout' },
        services.askingPerson(),
      ),
    );
  const disableAndEnable = async () => {
    for (const act of ['disable', 'enable'] as const) {
      await services.settled(
        await services.instances[act]('payments', 'orders', services.asking()),
      );
    }
  };
  const known = () => services.hub.bindings().map(({ binding }) => binding);

  it.each([
    ['fewer', 0],
    ['more', 3],
  ])(
    'are those of a database that was put back, also where it holds %s events by now',
    async (_, acts) => {
      const dump = await dumpOf(services.store);
      await bindCheckout();
      await services.publisher.refresh();
      expect(known()).toEqual(['checkout-orders']);
      await dump.putBack();
      for (let n = 0; n < acts; n++) {
        await disableAndEnable();
      }
      await services.publisher.refresh();
      expect(known()).toEqual([]);
    },
  );

  it('come again with a database that still has them', async () => {
    await bindCheckout();
    const dump = await dumpOf(services.store);
    await services.settled(
      await services.bindings.delete(
        'payments',
        'checkout-orders',
        true,
        services.asking(),
      ),
    );
    await services.publisher.refresh();
    expect(known()).toEqual([]);
    await dump.putBack();
    await services.publisher.refresh();
    expect(known()).toEqual(['checkout-orders']);
  });
});
