import { AuditorEvent } from '@backstage/backend-defaults/auditor';

/**
 * Whether an auditor's event belongs into the operation log: every denial, and the end of what is more than ordinary
 * reading. Ordinary reads (severity low: each page asks the catalog dozens of times) stay in the process log alone.
 *
 * @public
 */
export function belongsToLog(event: AuditorEvent): boolean {
  return (
    isDenial(event) ||
    (event.status !== 'initiated' && event.severityLevel !== 'low')
  );
}

/**
 * Whether the event tells that somebody may not do what they tried.
 *
 * @public
 */
export function isDenial(event: AuditorEvent): boolean {
  return (
    event.status === 'failed' &&
    (event.meta?.outcome === 'denied' || event.error.name === 'NotAllowedError')
  );
}
