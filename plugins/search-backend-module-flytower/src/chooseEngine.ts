import { LifecycleService, LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { SearchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { BoundedLunr } from './BoundedLunr';

/**
 * Gives the search our engine in memory, or leaves it to the one that another module brings.
 *
 * @param wanted - What `flytower.search.engine` says
 * @throws InputError where it is neither `lunr` nor `other`, ConflictError where there are two engines
 */
export function chooseEngine(
  wanted: string | undefined,
  deps: {
    engines: SearchEngineRegistryExtensionPoint;
    lifecycle: LifecycleService;
    logger: LoggerService;
  },
): void {
  const { engines, lifecycle, logger } = deps;
  const ours = new BoundedLunr({ logger });
  switch (wanted) {
    case undefined:
    case 'lunr':
      bringOnly(engines, ours);
      return;
    case 'other':
      // By then every module has brought what it brings, and there is room for ours only where nobody did.
      lifecycle.addStartupHook(() => {
        if (put(engines, ours)) {
          logger.error(
            'flytower.search.engine is "other", and no module of the search backend brings an engine: the search now works without bounds on what a term costs; add such a module, or take the setting away',
          );
        }
      });
      return;
    default:
      throw new InputError(
        `flytower.search.engine is "${wanted}"; set it to "lunr" or "other"`,
      );
  }
}

/** Another module may come before this one or after it: either way the sentence is the same. */
function bringOnly(
  engines: SearchEngineRegistryExtensionPoint,
  ours: BoundedLunr,
): void {
  if (!put(engines, ours)) {
    throw twoEngines();
  }
  engines.setSearchEngine = () => {
    throw twoEngines();
  };
}

/** Puts ours where there is no engine yet; false where there is one. */
function put(
  engines: SearchEngineRegistryExtensionPoint,
  ours: BoundedLunr,
): boolean {
  try {
    engines.setSearchEngine(ours);
    return true;
  } catch {
    return false;
  }
}

function twoEngines(): ConflictError {
  return new ConflictError(
    'Search has two engines, its own and that of another module: set flytower.search.engine to "other" to use that one, or take the module out of the backend',
  );
}
