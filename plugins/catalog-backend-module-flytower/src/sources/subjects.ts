import { FeedEvent } from '@flytower/contract';

type SubjectsOf = (change: FeedEvent) => readonly string[] | undefined;

/** Clusters and data centres are few: they are read whole. */
export const fleetSubjects: SubjectsOf = () => undefined;

/** A tenant's slug: its group names its teams, so that both are read together. */
export const tenancySubjects: SubjectsOf = ({ type, tenant }) => {
  if (/^tenant\.(reservation|operation)-/.test(type)) {
    return [];
  }
  return tenant === undefined ? undefined : [tenant];
};

/** The id of the application or service. A release changes what runs, not what is. */
export const deliverySubjects: SubjectsOf = ({ type, subject }) => {
  if (/^(release|pod)\./.test(type)) {
    return [];
  }
  return subject.kind === 'application' || subject.kind === 'service'
    ? [subject.id]
    : undefined;
};

/** The id of the instance, which names the services that are bound to it. Servers and plans are no entities. */
export const publicServicesSubjects: SubjectsOf = ({ type, subject, data }) => {
  if (type.endsWith('.operation-steered.v1')) {
    return [];
  }
  switch (subject.kind) {
    case 'server':
    case 'plan':
      return [];
    case 'instance':
      return [subject.id];
    case 'binding':
      return typeof data.instanceId === 'string'
        ? [data.instanceId]
        : undefined;
    default:
      return undefined;
  }
};
