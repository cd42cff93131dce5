import { LoggerService } from '@backstage/backend-plugin-api';
import { isFinished } from '@flytower/contract';
import { ArchiveStore } from '../archives/ArchiveStore';
import { isRefusal, orAbsent } from '../delivery/answers';
import { Delivery } from '../delivery/deliveryOf';
import { requests } from '../delivery/requests';
import { Intent, Work } from './Work';
import { WorkStore } from './WorkStore';

/** What undoing needs. */
export interface Undoing {
  works: WorkStore;
  archives: ArchiveStore;
  delivery: Delivery;
  logger: Pick<LoggerService, 'info' | 'warn'>;
  /** Waits between two looks at a release. */
  pause: () => Promise<void>;
  /** How many looks a release gets to end. */
  looks: number;
}

type Of<Kind extends Intent['kind']> = Extract<Intent, { kind: Kind }>;

/**
 * Takes away what a task made, the last first, and says each. What existed before, and what somebody else made since
 * under the same name, stays: things are known by their ids. Gives what could not be taken away, in sentences.
 */
export async function undoTask(
  taskId: string,
  undoing: Undoing,
): Promise<{ done: number; left: string[] }> {
  const left: string[] = [];
  let done = 0;
  for (const work of await undoing.works.beginUndo(taskId)) {
    try {
      const sentence = await undo(work, undoing);
      await undoing.works.undone(work.key);
      undoing.logger.info(sentence);
      done += 1;
    } catch (error) {
      const sentence = `The ${nameOf(work.intent)} could not be undone: ${
        error instanceof Error ? error.message : error
      }`;
      undoing.logger.warn(sentence);
      left.push(sentence);
    }
  }
  return { done, left };
}

function nameOf({ kind, name }: Intent): string {
  return kind === 'release' ? `release of ${name}` : `${kind} ${name}`;
}

async function undo(work: Work, undoing: Undoing): Promise<string> {
  const { intent } = work;
  switch (intent.kind) {
    case 'archive':
      if (work.madeId !== undefined) {
        await undoing.archives.delete(work.madeId);
      }
      return `Deleted the archive ${intent.name}`;
    case 'repository':
      return `The repository ${intent.name} was begun and stays, because people may have pushed to it: look at it, and delete it there`;
    case 'application':
      return undoApplication(work, intent, undoing.delivery);
    case 'service':
      return undoService(work, intent, undoing.delivery);
    case 'release':
      return undoRelease(work, intent, undoing);
    default: {
      const unknown: never = intent;
      throw new Error(`Unknown work ${JSON.stringify(unknown)}`);
    }
  }
}

/** The id of what was made; where its answer was lost, the same call again tells. Undefined where nothing was made. */
async function madeIdOf(
  work: Work,
  ask: () => Promise<{ id: string }>,
): Promise<string | undefined> {
  if (work.madeId !== undefined) {
    return work.madeId;
  }
  try {
    return (await ask()).id;
  } catch (error) {
    if (isRefusal(error)) {
      return undefined;
    }
    throw error;
  }
}

async function undoApplication(
  work: Work,
  intent: Of<'application'>,
  delivery: Delivery,
): Promise<string> {
  const { tenant, name } = intent;
  const params = { tenant, application: name };
  const id = await madeIdOf(work, () =>
    requests.application(delivery, intent, work.key),
  );
  const found = await orAbsent(delivery.getApplication({ params }));
  if (id === undefined || found?.id !== id) {
    return notThere(intent, tenant);
  }
  await delivery.deleteApplication({ params });
  return `Deleted the application ${name} of ${tenant}`;
}

async function undoService(
  work: Work,
  intent: Of<'service'>,
  delivery: Delivery,
): Promise<string> {
  const { tenant, name } = intent;
  const params = { tenant, service: name };
  const id = await madeIdOf(work, () =>
    requests.service(delivery, intent, work.key),
  );
  const found = await orAbsent(delivery.getService({ params }));
  if (id === undefined || found?.id !== id) {
    return notThere(intent, tenant);
  }
  await delivery.deleteService({ params });
  return `Deleted the service ${name} of ${tenant}`;
}

async function undoRelease(
  work: Work,
  intent: Of<'release'>,
  undoing: Undoing,
): Promise<string> {
  const { delivery } = undoing;
  const { tenant, name } = intent;
  const id = await madeIdOf(work, () =>
    requests.release(delivery, intent, work.key),
  );
  const release =
    id === undefined
      ? undefined
      : await orAbsent(
          delivery.getRelease({ params: { tenant, release: id } }),
        );
  if (!release) {
    return notThere(intent, tenant);
  }
  // A newer release takes the older over, so one that is under way need not be ended first.
  const unpublishing = await delivery.createRelease({
    params: { tenant, service: name },
    body: {
      kind: 'unpublish',
      environment: release.environment,
      note: 'The template that released it failed',
    },
    idempotencyKey: `${work.key}-undo`,
  });
  await untilEnded(tenant, unpublishing.id, undoing);
  return `Unpublished ${name} from ${release.environment}`;
}

async function untilEnded(
  tenant: string,
  release: string,
  { delivery, pause, looks }: Undoing,
): Promise<void> {
  for (let look = 0; look < looks; look++) {
    const { operation } = await delivery.getRelease({
      params: { tenant, release },
    });
    if (operation.state === 'succeeded') {
      return;
    }
    if (isFinished(operation.state)) {
      throw new Error(operation.reason);
    }
    await pause();
  }
  throw new Error('it is still being taken out of its clusters');
}

function notThere(intent: Intent, tenant: string): string {
  return `The ${nameOf(
    intent,
  )} of ${tenant} is none of this run's; nothing to undo`;
}
