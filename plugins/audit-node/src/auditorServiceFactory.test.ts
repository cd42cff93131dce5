import {
  AuditorServiceCreateEventOptions,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { AuditHub, auditHubRef } from './AuditHub';
import { auditorServiceFactory } from './auditorServiceFactory';

async function setUp(config: object = {}) {
  const hub = new AuditHub();
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const tester = ServiceFactoryTester.from(auditorServiceFactory, {
    dependencies: [
      createServiceFactory({
        service: auditHubRef,
        deps: {},
        factory: () => hub,
      }),
      createServiceFactory({
        service: coreServices.logger,
        deps: {},
        factory: () => logger,
      }),
      mockServices.rootConfig.factory({ data: config }),
    ],
  });
  const auditor = await tester.getSubject('catalog');
  const handed = async () => {
    const events: string[] = [];
    await hub.deliver(async batch => {
      events.push(
        ...batch.map(({ event }) => `${event.eventId} ${event.status}`),
      );
    });
    return events;
  };
  return { auditor, logger, handed };
}

describe('the auditor', () => {
  it('logs as the stock one does, and hands over how it ended', async () => {
    const { auditor, logger, handed } = await setUp();
    const event = await auditor.createEvent({
      eventId: 'entity-mutate',
      severityLevel: 'medium',
      meta: { kind: 'Component' },
    });
    await event.success();
    expect(logger.info.mock.calls).toEqual([
      [
        'catalog.entity-mutate',
        expect.objectContaining({
          status: 'initiated',
          meta: { kind: 'Component' },
        }),
      ],
      [
        'catalog.entity-mutate',
        expect.objectContaining({ status: 'succeeded', plugin: 'catalog' }),
      ],
    ]);
    expect(await handed()).toEqual(['entity-mutate succeeded']);
  });

  it('logs the address of a request without the credentials in it', async () => {
    const { auditor, logger } = await setUp();
    const event = await auditor.createEvent({
      eventId: 'denied',
      severityLevel: 'medium',
      request: {
        originalUrl: '/api/catalog/entities?limit=5&access_token=canary',
        method: 'GET',
        headers: {},
        get: () => undefined,
      } as unknown as AuditorServiceCreateEventOptions['request'],
    });
    await event.fail({ error: new NotAllowedError('no') });
    const logged = JSON.stringify([
      logger.info.mock.calls,
      logger.child.mock.calls,
    ]);
    expect(logged.match(/limit=5&access_token=\*\*\*/g)).toHaveLength(2);
    expect(logged).not.toContain('canary');
  });

  it('keeps ordinary reads to the process log', async () => {
    const { auditor, logger, handed } = await setUp();
    const event = await auditor.createEvent({ eventId: 'entity-fetch' });
    await event.success();
    expect(logger.debug).toHaveBeenCalledTimes(2);
    expect(await handed()).toEqual([]);
  });

  it('hands over every denial, of whatever severity', async () => {
    const { auditor, handed } = await setUp();
    const fetch = await auditor.createEvent({ eventId: 'entity-fetch' });
    await fetch.fail({ error: new NotAllowedError('no') });
    const denied = await auditor.createEvent({
      eventId: 'denied',
      meta: { outcome: 'denied' },
    });
    await denied.fail({ error: new Error('There is no tenant "payments"') });
    expect(await handed()).toEqual(['entity-fetch failed', 'denied failed']);
  });

  it('takes the levels of the configuration', async () => {
    const { auditor, logger } = await setUp({
      backend: { auditor: { severityLogLevelMappings: { low: 'warn' } } },
    });
    await auditor.createEvent({ eventId: 'entity-fetch' });
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('refuses a level that there is not', async () => {
    await expect(
      setUp({
        backend: { auditor: { severityLogLevelMappings: { low: 'loud' } } },
      }),
    ).rejects.toThrow(
      'backend.auditor.severityLogLevelMappings.low is loud; set it to one of debug, info, warn, error',
    );
  });
});
