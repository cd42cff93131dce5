import { RootHttpRouterConfigureContext } from '@backstage/backend-defaults/rootHttpRouter';
import { safeAnswers } from './answers/safeAnswers';
import { ConnectionGuard } from './connections/ConnectionGuard';
import { readConnectionLimits } from './connections/ConnectionLimits';
import { deepBacklog } from './connections/deepBacklog';
import { inTurns } from './fairness/inTurns';
import { strictCookies } from './headers/strictCookies';
import { safeRequestLogs } from './logs/safeRequestLogs';
import { readUpgradeLimits } from './upgrades/UpgradeLimits';
import { upgradeDispatcherOf } from './upgrades/upgradeServiceRef';

/**
 * What protects the server itself: connections, upgrades, cookies, answers, the log of requests. An installation with a `configure` of its own
 * calls this in it, before everything else.
 *
 * @public
 */
export function hardenRootRouter(
  context: Pick<
    RootHttpRouterConfigureContext,
    'app' | 'server' | 'config' | 'logger' | 'lifecycle'
  >,
): void {
  const { app, server, config, logger, lifecycle } = context;
  const connections = new ConnectionGuard(readConnectionLimits(config));
  connections.attach(server);
  deepBacklog(server);
  lifecycle.addShutdownHook(() => connections.end());
  upgradeDispatcherOf(lifecycle).attach(
    server,
    readUpgradeLimits(config),
    logger,
  );
  // Express writes the stack of what nothing else caught into its answer, unless it believes to be in production.
  app.set('env', 'production');
  app.use(safeRequestLogs);
  app.use(connections.refuseBeyond);
  app.use(inTurns());
  app.use(strictCookies(config));
  app.use(safeAnswers);
  app.use((_, response, next) => {
    response.setHeader(
      'Permissions-Policy',
      'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    );
    next();
  });
}
