/**
 * The label by which a namespace says which installation of Flytower keeps it. Its value is the id that the tenancy
 * backend made once in its database ({@link TenantFacts}, `installationId`).
 *
 * @public
 */
export const INSTALLATION_ID_LABEL = 'flytower.dev/installation-id';

/**
 * Whether another installation of Flytower keeps the namespace (or another object) with these labels. Two portals may reach
 * a cluster as the same user: whoever is about to write asks this first, and leaves what is another's alone. One without
 * the label is nobody's yet; tenancy claims those of its tenants.
 *
 * @example
 * `keptByAnother(inventory.namespace('payments--prod')?.labels, tenant.installationId)`
 * @public
 */
export function keptByAnother(
  labels: Readonly<Record<string, string>> | undefined,
  installationId: string,
): boolean {
  const keeper = labels?.[INSTALLATION_ID_LABEL] ?? '';
  return keeper !== '' && keeper !== installationId;
}
