import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { TemplateCardComponentProps } from '@backstage/plugin-scaffolder-react/alpha';
import { Button } from '@backstage/ui';
import { Panel, useLanguage } from '@flytower/ui';
import styles from '../delivery.module.css';
import { deliveryTranslationRef } from '../translation/deliveryTranslationRef';
import { inLanguage } from './inLanguage';

/** A template on offer: what it makes, and the way in. Backstage's own card has a link inside a button. */
export function TemplateCard(props: TemplateCardComponentProps) {
  const { template, onSelected } = props;
  const { t } = useTranslationRef(deliveryTranslationRef);
  const language = useLanguage();
  const { name, title = name, description = '' } = template.metadata;
  const shown = inLanguage(title, language);
  return (
    <Panel title={shown}>
      <div className={styles.plain}>
        <span>{inLanguage(description, language)}</span>
        <div>
          <Button variant="primary" onPress={onSelected}>
            {t('template.choose', { template: shown })}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
