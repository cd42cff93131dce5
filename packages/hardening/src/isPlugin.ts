/**
 * Whether the subject of a service's credentials is a plugin of this backend. Whoever has a token of
 * `backend.auth.externalAccess` has another subject: the backend does not start with one that begins like a plugin's.
 */
export function isPlugin(subject: string): boolean {
  return subject.startsWith('plugin:');
}
