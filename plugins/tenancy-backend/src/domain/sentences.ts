import { boundClusters, TenantRecord } from './TenantRecord';

/** Names as one reads them: `east`, `east and west`, `a, b and c`. */
export function listInWords(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** A sentence that others can follow: some come with a full stop, some without. */
export function withFullStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** A number with its noun: `1 service`, `2 services`. */
export function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** What the state of a tenant means now, for people: what can be used, and what is still open. */
export function tenantSentence(tenant: TenantRecord): string {
  const bound = boundClusters(tenant);
  const targets = tenant.environments
    .flatMap(({ targets: all }) => all)
    .filter(({ cluster }) => bound.includes(cluster));
  const open = targets.find(({ state }) => state !== 'ready');
  const openClusters = new Set(
    targets.filter(({ state }) => state !== 'ready').map(one => one.cluster),
  );
  const ready = bound.filter(cluster => !openClusters.has(cluster));
  switch (tenant.state) {
    case 'onboarding':
      if (!open) {
        return 'Being set up';
      }
      return ready.length > 0
        ? `Usable in ${listInWords(ready)} already. ${open.sentence}`
        : `Not usable yet. ${open.sentence}`;
    case 'active':
      return open
        ? `Usable in ${listInWords(ready) || 'no cluster'}. ${open.sentence}`
        : `Usable in ${listInWords(ready)}`;
    case 'frozen':
      return 'Frozen: nothing new can be released';
    case 'offboarding':
      return 'Being removed';
    default:
      return tenant.state satisfies never;
  }
}
