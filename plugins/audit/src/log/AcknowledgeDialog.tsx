import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Checkbox,
  CheckboxGroup,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
  TextAreaField,
} from '@backstage/ui';
import {
  acknowledgeSchema,
  auditContract,
  AuditFinding,
  MOST_ACKNOWLEDGED,
} from '@flytower/plugin-audit-common';
import { ErrorPanel, useAct, useContractClient, useFormat } from '@flytower/ui';
import { useState } from 'react';
import { auditTranslationRef } from '../translation/auditTranslationRef';
import { FindingPlace } from './FindingPlace';

/** Asks which findings are known, and why, before that is written into the log. */
export function AcknowledgeDialog(props: {
  findings: AuditFinding[];
  onDone: () => void;
  onClose: () => void;
}) {
  const { onDone, onClose } = props;
  const findings = props.findings.slice(0, MOST_ACKNOWLEDGED);
  const { t } = useTranslationRef(auditTranslationRef);
  const format = useFormat();
  const audit = useContractClient(auditContract);
  const ids = findings.map(({ id }) => id);
  const [chosen, setChosen] = useState(ids.length === 1 ? ids : []);
  const [reason, setReason] = useState('');
  const body = acknowledgeSchema.safeParse({ findings: chosen, reason });
  const act = useAct(async () => {
    if (body.success) {
      await audit.acknowledgeFindings({ body: body.data });
      onDone();
    }
  });
  const action = t('acknowledge.confirm', { count: chosen.length });
  return (
    <Dialog
      isOpen
      onOpenChange={open => (open ? undefined : onClose())}
      width={640}
    >
      <DialogHeader>{t('acknowledge.title')}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text as="p">{t('acknowledge.text')}</Text>
          <TextAreaField
            label={t('acknowledge.reason')}
            description={t('acknowledge.reasonHint')}
            value={reason}
            onChange={setReason}
            isRequired
          />
          {findings.length > 1 ? (
            <Checkbox
              isSelected={chosen.length === findings.length}
              isIndeterminate={
                chosen.length > 0 && chosen.length < findings.length
              }
              onChange={every => setChosen(every ? ids : [])}
            >
              {t('acknowledge.all', {
                places: format.number(findings.length),
              })}
            </Checkbox>
          ) : null}
          <CheckboxGroup
            label={t('acknowledge.which')}
            value={chosen}
            onChange={setChosen}
          >
            {findings.map(finding => (
              <Checkbox key={finding.id} value={finding.id}>
                <FindingPlace finding={finding} />
              </Checkbox>
            ))}
          </CheckboxGroup>
          {act.error ? (
            <ErrorPanel error={act.error} what={action} during="act" />
          ) : null}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button
          isDisabled={!body.success}
          isPending={act.busy}
          onPress={() => act.run()}
        >
          {action}
        </Button>
        <Button variant="secondary" onPress={onClose}>
          {t('acknowledge.cancel')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
