import { ClusterClient } from '../client/ClusterClient';
import { HeldBundle } from './HeldBundle';
import { NodeFacts } from './nodeFacts';

/** What every check may look at. */
export interface Probed {
  client: ClusterClient;
  now: Date;
  version: string;
  user: string;
  /** The server's own time, from the head of its answer. */
  serverTime?: Date;
  certificateExpiresAt?: string;
  nodes: NodeFacts;
  bundle: HeldBundle;
}
