import { AuditOutcome } from '@flytower/plugin-audit-common';
import { actorOf, AuditedEvent, isDenial } from '@flytower/plugin-audit-node';
import { z } from 'zod';
import { NewFact } from './NewFact';

/** Of what an auditor's event says beside: only flat values, because nobody knows what else may stand in it. */
const metaSchema = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform(meta =>
    Object.fromEntries(
      Object.entries(meta).flatMap(([key, value]) => {
        const flat = z
          .union([z.string().max(500), z.number(), z.boolean()])
          .safeParse(value);
        return flat.success ? [[key, flat.data]] : [];
      }),
    ),
  );

/** The fact that an event of Backstage's auditor tells. */
export function factOfAudited(audited: AuditedEvent): NewFact {
  const { id, event, at } = audited;
  const meta = metaSchema.parse(event.meta);
  const actor = actorOf(audited);
  const verb = textOf(meta.permission) ?? `${event.plugin}.${event.eventId}`;
  const tenant = textOf(meta.tenant);
  const what = textOf(meta.route) ?? event.plugin;
  const outcome = outcomeOf(event);
  return {
    source: event.plugin,
    id,
    entryId: id,
    verb,
    subject:
      tenant === undefined
        ? { kind: 'plugin', id: event.plugin, name: event.plugin }
        : { kind: 'tenant', id: tenant, name: tenant },
    tenant,
    actor,
    outcome,
    summary: sentenceOf(event, outcome, `${actor}: ${verb} (${what})`),
    data: {
      ...meta,
      ...(event.request
        ? {
            method: event.request.method,
            // Without the query: sign-in puts its codes there.
            path: event.request.url.split('?')[0],
          }
        : {}),
    },
    at,
  };
}

function outcomeOf(event: AuditedEvent['event']): AuditOutcome {
  if (isDenial(event)) {
    return 'denied';
  }
  return event.status === 'failed' ? 'failed' : 'succeeded';
}

function sentenceOf(
  event: AuditedEvent['event'],
  outcome: AuditOutcome,
  act: string,
): string {
  return event.status === 'failed'
    ? `${act} was ${outcome === 'denied' ? 'denied' : 'tried and failed'}: ${
        event.error.message
      }`
    : `${act} succeeded`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
