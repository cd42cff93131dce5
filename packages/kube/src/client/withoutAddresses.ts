import { isIPv6 } from 'node:net';

/** Nothing of what these match can be matched in two ways, so that no text makes them slow. */
const URL_ORIGIN = /\bhttps?:\/\/(?:\[[^\]\s]*\])?[^\s"'<>/,;()[\]]*/gi;
const LOOKED_UP = /\blookup \S+/g;
const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.]*\w)/g;
const IPV6_IN_BRACKETS = /\[[0-9a-f:.]{2,45}\](?::\d{1,5})?/gi;
const MAYBE_IPV6 = /(?<![\w:.])[0-9a-f:][0-9a-f:.]{1,44}(?![\w:])/gi;

/**
 * A sentence that everybody may read: where API servers, webhooks and name servers are is for operations admins alone,
 * and clusters and proxies tell it in what they answer.
 *
 * @param server - the address of an API server, which is taken out by its name too
 * @public
 */
export function withoutAddresses(text: string, server?: string): string {
  return parts(server)
    .reduce((rest, part) => rest.replaceAll(part, 'its address'), text)
    .replace('its address (its address)', 'its address')
    .replace(URL_ORIGIN, 'an address')
    .replace(LOOKED_UP, 'lookup of a name')
    .replace(IPV4, 'an address')
    .replace(IPV6_IN_BRACKETS, 'an address')
    .replace(MAYBE_IPV6, found => (isIPv6(found) ? 'an address' : found));
}

/** The address as it may stand in a sentence, the longest first. A name without a dot is no address by itself. */
function parts(server: string | undefined): string[] {
  if (server === undefined || !URL.canParse(server)) {
    return [];
  }
  const { host, hostname } = new URL(server);
  return [server, host, ...(/[.:]/.test(hostname) ? [hostname] : [])];
}
