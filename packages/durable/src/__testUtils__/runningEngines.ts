import { mockServices } from '@backstage/backend-test-utils';
import { systemClock } from '../Clock';
import { Engine, EngineOptions } from '../Engine';
import { OperationStore } from '../OperationStore';
import { OperationHandler } from '../OperationWorker';
import { Store } from '../Store';

/** A promise and the way to fulfil it. */
export function latch() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { open, opened };
}

/**
 * Engines that run by the machine's own clock over a new store; what is started of them is stopped after the test.
 *
 * @param defaults - what all engines of these tests have, where one has nothing else
 */
export function runningEngines(
  openTestStore: () => Promise<Store>,
  defaults: Partial<EngineOptions> = {},
) {
  const engines: Engine[] = [];
  afterEach(async () => {
    await Promise.all(engines.splice(0).map(engine => engine.stop()));
  });
  return async () => {
    const store = await openTestStore();
    const operations = OperationStore.create({ store, clock: systemClock });
    const logger = mockServices.logger.mock();
    const engineWith = (
      handler: OperationHandler,
      options: Partial<EngineOptions> = {},
    ) => {
      const engine = Engine.create({
        name: 'test',
        store,
        operations,
        clock: systemClock,
        logger,
        handlers: { 'tenant.onboard': handler },
        ...defaults,
        ...options,
      });
      engines.push(engine);
      return engine;
    };
    const stateOf = async (id: string) => (await operations.get(id))?.state;
    return { store, operations, engineWith, stateOf, logger };
  };
}
