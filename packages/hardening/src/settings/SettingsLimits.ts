import { RootConfigService } from '@backstage/backend-plugin-api';

/** How much the portal keeps for one person. */
export interface SettingsLimits {
  /** How many settings. */
  most: number;
  /** Bytes of one value, as JSON. */
  valueBytes: number;
  /** Bytes of all values together. */
  bytes: number;
}

/** A thousand stars of the catalog take about 64 KiB; a portal page keeps a handful of settings. */
export function readSettingsLimits(config: RootConfigService): SettingsLimits {
  const given = config.getOptionalConfig('flytower.hardening.settings');
  return {
    most: given?.getOptionalNumber('most') ?? 200,
    valueBytes: given?.getOptionalNumber('valueBytes') ?? 64 * 1024,
    bytes: given?.getOptionalNumber('bytes') ?? 1024 * 1024,
  };
}
