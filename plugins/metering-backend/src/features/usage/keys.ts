import { UsageGrouping } from '@flytower/plugin-metering-common';

/** Names of teams and applications are unique in a tenant only. */
export const KEYS: Record<Exclude<UsageGrouping, 'resource'>, string> = {
  type: 'type',
  tenant: 'tenant',
  team: `case team when '' then '' else tenant || '/' || team end`,
  application: `case application when '' then '' else tenant || '/' || application end`,
  environment: 'environment',
  cluster: 'cluster',
  requester: 'requester',
};
