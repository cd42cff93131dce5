import { Second } from '../../domain/Resource';

/** Whose usage may be read. The parts add up; nothing of them is nothing. */
export type UsageScope =
  | { kind: 'everything' }
  | {
      kind: 'part';
      /** Tenants of which everything may be read. */
      tenants: readonly string[];
      /** What these teams owned, for as long as they owned it. */
      teams: readonly { tenant: string; team: string }[];
      /** What this person requested in these tenants. */
      own: { person: string; tenants: readonly string[] };
    };

/** Which usage is asked for; everything given must hold. Times are half-open. */
export interface UsageSelection {
  openedFrom?: Second;
  openedTo?: Second;
  usedFrom?: Second;
  usedTo?: Second;
  type?: string;
  tenant?: string;
  team?: string;
  application?: string;
  environment?: string;
  cluster?: string;
  requester?: string;
}
