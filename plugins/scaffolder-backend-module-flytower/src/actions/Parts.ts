import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ArchiveStore } from '../archives/ArchiveStore';
import { WorkStore } from '../undo/WorkStore';

/** What the actions share. */
export interface Parts {
  auth: AuthService;
  discovery: DiscoveryService;
  works: WorkStore;
  archives: ArchiveStore;
}
