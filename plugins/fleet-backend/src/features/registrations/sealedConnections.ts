import { SealedColumn } from '@flytower/durable';
import { raiseRevision } from './ClusterStore';

/** Where the fleet keeps what it seals. A value sealed anew raises the revision, so that pages show its key; nobody reconnects. */
export const sealedConnections: SealedColumn = {
  table: 'clusters',
  column: 'sealed_connection',
  keyColumn: 'seal_key',
  rowId: ['id'],
  nameColumn: 'name',
  words: { one: 'credential of cluster', many: 'credentials of clusters' },
  remedy: 'put the key back, or give the cluster a new credential',
  touch: raiseRevision,
};
