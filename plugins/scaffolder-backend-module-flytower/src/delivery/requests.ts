import { releaseRequestSchema } from '@flytower/plugin-delivery-common';
import { z } from 'zod';
import { Intent } from '../undo/Work';
import { Delivery } from './deliveryOf';

type Of<Kind extends Intent['kind']> = Extract<Intent, { kind: Kind }>;
type Body<Route extends 'createApplication' | 'createService'> = NonNullable<
  Parameters<Delivery[Route]>[0]
>['body'];

/** The body of a release, as a step asks for it. */
export type ReleaseBody = Extract<
  z.input<typeof releaseRequestSchema>,
  { kind: 'release' }
>;

/**
 * Asks delivery to make what is intended. The same key again gives what the first call made, so a step that is repeated
 * and an undo that must know whether a lost answer was a yes ask in the same words.
 */
export const requests = {
  application: (delivery: Delivery, intent: Of<'application'>, key: string) =>
    delivery.createApplication({
      params: { tenant: intent.tenant },
      // Written by our own step; the server parses it again.
      body: intent.body as Body<'createApplication'>,
      idempotencyKey: key,
    }),
  service: (delivery: Delivery, intent: Of<'service'>, key: string) =>
    delivery.createService({
      params: { tenant: intent.tenant, application: intent.application },
      body: intent.body as Body<'createService'>,
      idempotencyKey: key,
    }),
  release: (delivery: Delivery, intent: Of<'release'>, key: string) =>
    delivery.createRelease({
      params: { tenant: intent.tenant, service: intent.name },
      body: intent.body as ReleaseBody,
      idempotencyKey: key,
    }),
};
