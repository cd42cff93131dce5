import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
} from '@backstage/ui';
import {
  Application,
  deliveryContract,
} from '@flytower/plugin-delivery-common';
import { tenancyContract } from '@flytower/plugin-tenancy-common';
import {
  ErrorPanel,
  LiveView,
  useAct,
  useContractClient,
  useLive,
} from '@flytower/ui';
import { useState } from 'react';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { TeamSelect } from './TeamSelect';

/** Gives an application to another team from now on, or to none. */
export function TeamDialog(props: {
  application: Application;
  onDone: () => void;
  onClose: () => void;
}) {
  const { application, onDone, onClose } = props;
  const { tenant, slug, generation } = application;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const delivery = useContractClient(deliveryContract);
  const tenancy = useContractClient(tenancyContract);
  const [team, setTeam] = useState(application.team ?? '');
  const live = useLive(
    async signal =>
      (await tenancy.listTeams({ params: { tenant }, signal })).items,
    { key: `teams of ${tenant}` },
  );
  const act = useAct(async () => {
    await delivery.updateApplication({
      params: { tenant, application: slug },
      body: { team: team || null },
      ifMatch: String(generation),
    });
    onDone();
  });
  const none = live.kind === 'ready' && live.value.length === 0;
  return (
    <Dialog isOpen onOpenChange={open => (open ? undefined : onClose())}>
      <DialogHeader>
        {t('team.title', { application: application.displayName })}
      </DialogHeader>
      <DialogBody>
        <div className={styles.plain}>
          <LiveView live={live} what={t('team.what', { tenant })}>
            {teams =>
              teams.length === 0 ? (
                <Text color="secondary">{t('team.noTeams', { tenant })}</Text>
              ) : (
                <TeamSelect teams={teams} value={team} onChange={setTeam} />
              )
            }
          </LiveView>
          {act.error ? (
            <ErrorPanel error={act.error} what={t('team.act')} during="act" />
          ) : null}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button
          isPending={act.busy}
          isDisabled={none || team === (application.team ?? '')}
          onPress={() => act.run()}
        >
          {t('team.save')}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('team.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
