import {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { RELATION_HAS_MEMBER } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { OperationsAdmins } from '@flytower/plugin-tenancy-node';

interface Options {
  admins: OperationsAdmins;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  logger: LoggerService;
}

/** Reads the groups of operations admins now and then every second, on every replica. */
export async function followOperationsAdmins(
  options: Options & { scheduler: SchedulerService },
): Promise<void> {
  await options.scheduler.scheduleTask({
    id: 'flytower-operations-admins',
    frequency: { seconds: 1 },
    timeout: { seconds: 30 },
    scope: 'local',
    fn: () => readOperationsAdmins(options),
  });
}

/** Publishes the direct members that the catalog gives to the groups. Never throws: a failed reading keeps the last answer. */
export async function readOperationsAdmins({
  admins,
  auth,
  catalog,
  logger,
}: Options): Promise<void> {
  try {
    const { items } = await catalog.getEntitiesByRefs(
      {
        entityRefs: [...admins.groups],
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'relations'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    admins.publish(
      items
        .flatMap(group => group?.relations ?? [])
        .filter(relation => relation.type === RELATION_HAS_MEMBER)
        .map(relation => relation.targetRef),
    );
  } catch (error) {
    logger.warn(
      `The members of ${admins.groups.join(
        ', ',
      )} could not be read; the last known ones count`,
      { error: String(error) },
    );
  }
}
