import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button } from '@backstage/ui';
import {
  deliveryContract,
  Instances,
  releaseControlPermission,
} from '@flytower/plugin-delivery-common';
import {
  ErrorPanel,
  PartialBanner,
  useAct,
  useContractClient,
} from '@flytower/ui';
import { useState } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';

type Shown = Instances['clusters'][number];

/**
 * Where what runs is not what was applied: what differs, whether it is being repaired, and what a person can do about it.
 * Nothing where all is as it was applied and is kept.
 */
export function KeepingPanel(props: {
  tenant: string;
  service: string;
  instances: Instances;
  /** Called after something was asked for. */
  onActed: () => void;
}) {
  const { tenant, service, instances, onActed } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const { environment, repairPaused } = instances;
  const { allowed } = usePermission({
    permission: releaseControlPermission,
    resourceRef: tenant,
  });
  const drifted = instances.clusters.filter(({ drift }) => drift);
  const repairing = useAct(async (paused: boolean) => {
    await client.setRepair({
      params: { tenant, service },
      body: { environment, paused },
    });
    onActed();
  });
  if (drifted.length === 0 && !repairPaused) {
    return null;
  }
  const repairButton = (paused: boolean, label: string) =>
    allowed ? (
      <Button
        size="small"
        variant="secondary"
        isPending={repairing.busy}
        onPress={() => repairing.run(paused)}
      >
        {label}
      </Button>
    ) : undefined;
  return (
    <>
      {repairPaused ? (
        <PartialBanner
          title={t('keeping.paused', { by: repairPaused.by })}
          action={repairButton(false, t('keeping.resume'))}
        >
          {repairPaused.reason ?? t('keeping.pausedText')}
        </PartialBanner>
      ) : null}
      {drifted.map(one => (
        <PartialBanner
          key={one.cluster}
          title={one.drift?.sentence}
          action={
            one.drift?.kind === 'ahead' && allowed ? (
              <Adopt {...props} cluster={one.cluster} />
            ) : (
              pausable(one, repairPaused !== undefined) &&
              repairButton(true, t('keeping.pause'))
            )
          }
        >
          {textOf(one, repairPaused !== undefined)}
        </PartialBanner>
      ))}
      {repairing.error ? (
        <ErrorPanel
          error={repairing.error}
          what={t('keeping.what')}
          during="act"
        />
      ) : null}
    </>
  );

  function textOf({ drift }: Shown, paused: boolean): string | undefined {
    if (drift?.kind === 'ahead') {
      return t('keeping.aheadText');
    }
    return pausable({ drift }, paused) ? t('keeping.repairText') : undefined;
  }
}

/** Whether it is being repaired, so that there is something to pause. */
function pausable({ drift }: Pick<Shown, 'drift'>, paused: boolean): boolean {
  return !paused && (drift?.kind === 'missing' || drift?.kind === 'changed');
}

/** Takes what runs in a cluster for what was applied there. */
function Adopt(props: {
  tenant: string;
  service: string;
  instances: Instances;
  cluster: string;
  onActed: () => void;
}) {
  const { tenant, service, instances, cluster, onActed } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const act = useAct(async () => {
    await client.adopt({
      params: { tenant, service },
      body: { environment: instances.environment, cluster },
      idempotencyKey,
    });
    onActed();
  });
  return (
    <>
      <Button size="small" isPending={act.busy} onPress={() => act.run()}>
        {t('keeping.adopt', { cluster })}
      </Button>
      {act.error ? (
        <ErrorPanel error={act.error} what={t('keeping.what')} during="act" />
      ) : null}
    </>
  );
}
