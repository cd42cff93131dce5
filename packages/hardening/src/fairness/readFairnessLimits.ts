import { RootConfigService } from '@backstage/backend-plugin-api';
import { ShareLimits } from './FairShare';

/** The shares of those who are signed in, and of those who are not. */
export interface FairnessLimits {
  person: ShareLimits;
  address: ShareLimits;
}

// A page of the portal asks about ten things when it opens and one or two a second while it stands. Behind one address
// may sit a whole office that loads the app's files without being signed in yet.
const DEFAULTS: FairnessLimits = {
  person: {
    atOnce: 8,
    waiting: 200,
    waitSeconds: 20,
    perSecond: 50,
    burst: 500,
  },
  address: {
    atOnce: 20,
    waiting: 500,
    waitSeconds: 20,
    perSecond: 200,
    burst: 4000,
  },
};

/** @throws Error when a number of the configuration is not one. */
export function readFairnessLimits(config: RootConfigService): FairnessLimits {
  const read = (who: keyof FairnessLimits): ShareLimits => {
    const given = config.getOptionalConfig(
      `flytower.hardening.fairness.${who}`,
    );
    const of = (key: keyof ShareLimits) =>
      given?.getOptionalNumber(key) ?? DEFAULTS[who][key];
    return {
      atOnce: of('atOnce'),
      waiting: of('waiting'),
      waitSeconds: of('waitSeconds'),
      perSecond: of('perSecond'),
      burst: of('burst'),
    };
  };
  return { person: read('person'), address: read('address') };
}
