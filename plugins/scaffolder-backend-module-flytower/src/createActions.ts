import { Config } from '@backstage/config';
import { createApplicationAction } from './actions/createApplicationAction';
import { createArchiveAction } from './actions/createArchiveAction';
import { createServiceAction } from './actions/createServiceAction';
import { Parts } from './actions/Parts';
import { publishRepositoryAction } from './actions/publishRepositoryAction';
import { startReleaseAction } from './actions/startReleaseAction';
import { undoAction } from './actions/undoAction';
import { readTemplatesConfig } from './readTemplatesConfig';

/** Every action of this module. */
export function createActions(parts: Parts & { config: Config }) {
  const settings = readTemplatesConfig(parts.config);
  return [
    createApplicationAction(parts),
    createServiceAction(parts),
    startReleaseAction(parts),
    createArchiveAction({ ...parts, ...settings }),
    publishRepositoryAction({ ...parts, ...settings }),
    undoAction(parts),
  ];
}
