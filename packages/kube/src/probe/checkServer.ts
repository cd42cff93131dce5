import { Probed } from './Probed';
import { ReadinessItem } from './ProbeResult';

/** ValidatingAdmissionPolicy, on which the bundle rests, is stable from here on. */
const OLDEST_MINOR = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const EXPIRY_WARNING_DAYS = 14;
/** Beyond this, certificates and leases of short life go wrong. The Date header has whole seconds. */
const MAX_SKEW_SECONDS = 30;

/** Version, clock, certificate and nodes. */
export function checkServer(probed: Probed): ReadinessItem[] {
  return [
    versionItem(probed),
    clockItem(probed),
    ...certificateItems(probed),
    nodesItem(probed),
  ];
}

function versionItem({ version }: Probed): ReadinessItem {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const old = Number(major) === 1 && Number(minor) < OLDEST_MINOR;
  return {
    id: 'version',
    title: 'Kubernetes version',
    state: old ? 'missing' : 'ready',
    required: true,
    sentence: old
      ? `It runs Kubernetes ${version}; Flytower needs 1.${OLDEST_MINOR} or later`
      : `It runs Kubernetes ${version}`,
  };
}

function clockItem({ now, serverTime }: Probed): ReadinessItem {
  const item = { id: 'clock', title: 'Clock', required: false };
  if (!serverTime) {
    return {
      ...item,
      state: 'unknown',
      sentence: 'The API server does not tell its time',
    };
  }
  const skew = Math.round((serverTime.getTime() - now.getTime()) / 1000);
  if (Math.abs(skew) <= MAX_SKEW_SECONDS) {
    return {
      ...item,
      state: 'ready',
      sentence: "Its clock agrees with Flytower's",
    };
  }
  return {
    ...item,
    state: 'warning',
    sentence: `Its clock is ${Math.abs(skew)} s ${
      skew > 0 ? 'ahead of' : 'behind'
    } Flytower's; synchronise both`,
  };
}

function certificateItems({
  now,
  certificateExpiresAt,
}: Probed): ReadinessItem[] {
  if (certificateExpiresAt === undefined) {
    return [];
  }
  const left = Math.floor(
    (Date.parse(certificateExpiresAt) - now.getTime()) / DAY_MS,
  );
  const soon = left < EXPIRY_WARNING_DAYS;
  const on = certificateExpiresAt.slice(0, 10);
  return [
    {
      id: 'certificate',
      title: 'Client certificate',
      state: soon ? 'warning' : 'ready',
      required: false,
      sentence: soon
        ? `Flytower's certificate expires on ${on}, in ${left} days; issue a new one in time`
        : `Flytower's certificate is valid until ${on}`,
    },
  ];
}

function nodesItem({ nodes }: Probed): ReadinessItem {
  const item = { id: 'nodes', title: 'Nodes', required: false };
  if (nodes.count === 0) {
    return {
      ...item,
      state: 'missing',
      sentence: 'It has no nodes; nothing can run until there is one',
    };
  }
  if (nodes.ready < nodes.count) {
    return {
      ...item,
      state: 'warning',
      sentence: `${nodes.ready} of ${nodes.count} nodes are ready`,
    };
  }
  if (nodes.simulated > 0) {
    return {
      ...item,
      state: 'warning',
      sentence: `${nodes.simulated} of ${nodes.count} nodes are simulated: their pods are shown, but nothing runs`,
    };
  }
  return {
    ...item,
    state: 'ready',
    sentence: `All ${nodes.count} nodes are ready`,
  };
}
