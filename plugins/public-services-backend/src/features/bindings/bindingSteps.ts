/** What can be asked of a binding, as kinds of operations; `spread` is asked by Flytower itself. */
export type BindingKind =
  | 'binding.create'
  | 'binding.delete'
  | 'binding.change-password'
  | 'binding.spread';

export const SECRET = 'secret/';
export const PODS = 'pods/';

/** The steps of each kind, in their order. */
export function stepTitles(
  kind: BindingKind,
  clusters: readonly string[],
): { id: string; title: string; cluster?: string }[] {
  const each = (prefix: string, title: string) =>
    clusters.map(cluster => ({
      id: `${prefix}${cluster}`,
      title: `${title} ${cluster}`,
      cluster,
    }));
  switch (kind) {
    case 'binding.create':
      return [
        { id: 'account', title: 'Account' },
        { id: 'check', title: 'Sign in as the account' },
        ...each(SECRET, 'Secret in'),
      ];
    case 'binding.change-password':
      return [
        { id: 'add', title: 'The new password is valid' },
        ...each(SECRET, 'New Secret in'),
        { id: 'publish', title: 'Releases get the new Secret' },
        { id: 'release', title: 'Release of the service' },
        ...each(PODS, 'Instances in'),
        { id: 'keep', title: 'The old password is dead' },
      ];
    case 'binding.delete':
      return [
        ...each(PODS, 'Instances in'),
        { id: 'account', title: 'Remove the account' },
        ...each(SECRET, 'Remove the Secret in'),
      ];
    case 'binding.spread':
      return each(SECRET, 'Secret in');
    default:
      return kind satisfies never;
  }
}
