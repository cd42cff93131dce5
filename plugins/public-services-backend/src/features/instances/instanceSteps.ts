import { InstanceRecord } from '../../domain/records';

/** What can be asked of an instance, as kinds of operations. */
export type InstanceKind =
  | 'instance.create'
  | 'instance.disable'
  | 'instance.enable'
  | 'instance.delete'
  | 'instance.change-password';

/** The steps of each kind, in their order. */
export function stepTitles(
  kind: InstanceKind,
  instance: InstanceRecord,
): Record<string, string> {
  const thing =
    instance.engine === 'mysql'
      ? `Database ${instance.database}`
      : 'The Redis server';
  switch (kind) {
    case 'instance.create':
      return {
        server: 'Choose a server',
        database: thing,
        account: 'Account',
        check: 'Sign in as the account',
        ready: 'Ready',
      };
    case 'instance.disable':
      return { accounts: 'Lock every account and end its sessions' };
    case 'instance.enable':
      return { accounts: 'Unlock every account' };
    case 'instance.delete':
      return { accounts: 'Remove the accounts', database: thing };
    case 'instance.change-password':
      return {
        add: 'The new password is valid',
        wait: 'Both passwords are valid',
        keep: 'The old password is dead',
      };
    default:
      return kind satisfies never;
  }
}
