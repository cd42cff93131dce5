import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Text,
  TextField,
} from '@backstage/ui';
import {
  deliveryContract,
  parseImageReference,
  Service,
} from '@flytower/plugin-delivery-common';
import { ErrorPanel, useAct, useContractClient } from '@flytower/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import styles from '../delivery.module.css';
import { usePaths } from '../usePaths';

/** Puts another image into the service's draft and goes on to the release wizard. */
export function ImageDialog(props: { service: Service; onClose: () => void }) {
  const { service, onClose } = props;
  const { tenant, slug } = service;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const client = useContractClient(deliveryContract);
  const navigate = useNavigate();
  const paths = usePaths();
  const [image, setImage] = useState(service.draft.image);
  const [problem, setProblem] = useState<string>();
  const act = useAct(async () => {
    await client.updateService({
      params: { tenant, service: slug },
      body: { spec: { ...service.draft, image } },
      ifMatch: String(service.generation),
    });
    onClose();
    navigate(paths.releaseWizard({ ...service, service: slug }));
  });
  const submit = () => {
    if (parseImageReference(image.trim())) {
      act.run();
    } else {
      setProblem(
        t(
          image.trim() === ''
            ? 'problem.image.missing'
            : 'problem.image.malformed',
        ),
      );
    }
  };
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onClose())}
      width={560}
    >
      <DialogHeader>
        {t('imageDialog.title', { service: service.displayName })}
      </DialogHeader>
      <DialogBody>
        <form
          id="image-dialog"
          className={styles.fields}
          noValidate
          onSubmit={event => {
            event.preventDefault();
            submit();
          }}
        >
          <Text as="p">{t('imageDialog.text')}</Text>
          <TextField
            label={t('serviceForm.image')}
            description={t('serviceForm.imageHint')}
            value={image}
            onChange={text => {
              setImage(text);
              setProblem(undefined);
            }}
            validate={() => problem}
            validationBehavior="aria"
          />
          {act.error ? (
            <ErrorPanel
              error={act.error}
              what={t('imageDialog.act')}
              during="act"
            />
          ) : null}
        </form>
      </DialogBody>
      <DialogFooter>
        <Button type="submit" form="image-dialog" isPending={act.busy}>
          {t('imageDialog.submit')}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('imageDialog.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
