import { KubeError } from '../client/KubeError';
import { checkAddOns } from './checkAddOns';
import { checkBundle } from './checkBundle';
import { checkRights } from './checkRights';
import { checkServer } from './checkServer';
import { Probed } from './Probed';
import { ReadinessItem } from './ProbeResult';

const CHECKS: {
  id: string;
  title: string;
  check: (probed: Probed) => Promise<ReadinessItem[]> | ReadinessItem[];
}[] = [
  { id: 'server', title: 'API server and nodes', check: checkServer },
  { id: 'rights', title: "Flytower's rights", check: checkRights },
  { id: 'bundle', title: 'Bundle', check: checkBundle },
  { id: 'add-ons', title: 'Add-ons', check: checkAddOns },
];

/** The readiness report. A check that could not be made is one unknown line, and hides no other. */
export async function readinessOf(probed: Probed): Promise<ReadinessItem[]> {
  const reports = await Promise.all(
    CHECKS.map(async ({ id, title, check }): Promise<ReadinessItem[]> => {
      try {
        return await check(probed);
      } catch (error) {
        const sentence =
          error instanceof KubeError ? error.sentence : String(error);
        return [{ id, title, state: 'unknown', required: false, sentence }];
      }
    }),
  );
  return reports.flat();
}
