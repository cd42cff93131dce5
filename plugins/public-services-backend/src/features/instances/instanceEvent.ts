import { JsonObject } from '@backstage/types';
import { NewEvent } from '@flytower/durable';
import { BindingRecord, InstanceRecord } from '../../domain/records';

type Told = Pick<NewEvent, 'actor' | 'outcome' | 'summary' | 'operationId'>;

/** An event of an instance, with all that other backends tell it by. */
export function instanceEvent(
  type: string,
  instance: InstanceRecord,
  told: Told,
  data: JsonObject = {},
): NewEvent {
  return {
    type: `${type}.v1`,
    subject: { kind: 'instance', id: instance.id, name: instance.name },
    tenant: instance.tenant,
    ...told,
    data: { ...factsOf(instance), ...data },
  };
}

/** An event of a binding. */
export function bindingEvent(
  type: string,
  binding: BindingRecord,
  instance: InstanceRecord,
  told: Told,
  data: JsonObject = {},
): NewEvent {
  return {
    type: `${type}.v1`,
    subject: { kind: 'binding', id: binding.id, name: binding.name },
    tenant: binding.tenant,
    ...told,
    data: {
      ...factsOf(instance),
      instance: instance.name,
      instanceId: instance.id,
      application: binding.application,
      service: binding.service,
      version: binding.version,
      ...data,
    },
  };
}

function factsOf(instance: InstanceRecord) {
  return {
    tenant: instance.tenant,
    environment: instance.environment,
    offering: instance.engine,
    plan: instance.plan,
    engine: instance.engine,
    limits: JSON.parse(JSON.stringify(instance.limits)),
    requester: instance.createdBy,
  };
}
