import { FeedEvent } from '@flytower/contract';
import { z } from 'zod';
import { NOTHING } from './Amount';
import { doneOf, FeedChange, momentOf } from './FeedChange';

/** What a plan promises is what the instance has reserved, used or not. */
const instanceSchema = z.object({
  environment: z.string().default(''),
  cluster: z.string().default(''),
  application: z.string().default(''),
  requester: z.string().optional(),
  limits: z
    .object({
      storageBytes: z.int().min(0).default(0),
      memoryBytes: z.int().min(0).default(0),
    })
    .prefault({}),
});

const METERED = /^instance\.(created|disabled|enabled|deleted)\./;

/**
 * An instance of a public service exists from when it was made until it was deleted. It runs while people can sign in,
 * and is stopped while it is disabled.
 */
export function databaseChanges(event: FeedEvent): FeedChange[] {
  const { type, subject, tenant } = event;
  if (tenant === undefined || !METERED.test(type)) {
    return [];
  }
  const key = `database.${subject.id}`;
  const at = momentOf(event);
  switch (doneOf(event)) {
    case 'instance.created': {
      const { limits, requester, ...where } = instanceSchema.parse(event.data);
      return [
        {
          kind: 'seen',
          sighting: {
            ...where,
            key,
            id: key,
            type: 'database',
            name: subject.name,
            tenant,
            requester: requester ?? event.actor,
            createdAt: at,
            phase: 'ran',
            phaseSince: at,
            amount: { ...NOTHING, pieces: 1, ...limits },
          },
        },
      ];
    }
    case 'instance.disabled':
      return [{ kind: 'turned', key, phase: 'stopped' }];
    case 'instance.enabled':
      return [{ kind: 'turned', key, phase: 'ran' }];
    case 'instance.deleted':
      return [{ kind: 'gone', keys: key }];
    default:
      return [];
  }
}
