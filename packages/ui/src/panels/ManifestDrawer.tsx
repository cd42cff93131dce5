import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import Drawer from '@material-ui/core/Drawer';
import { useState } from 'react';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { CopyButton } from './CopyButton';
import styles from './panels.module.css';

/**
 * Offers the command with which one checks an object without the portal.
 *
 * @public
 */
export function CopyCommand({ command }: { command: string }) {
  const { t } = useTranslationRef(uiTranslationRef);
  return (
    <span title={command}>
      <CopyButton
        text={command}
        label={t('copy.command')}
        done={t('copy.copied')}
      />
    </span>
  );
}

/**
 * Offers to copy a text that stands beside it.
 *
 * @public
 */
export function CopyText({ text }: { text: string }) {
  const { t } = useTranslationRef(uiTranslationRef);
  return (
    <CopyButton text={text} label={t('copy.copy')} done={t('copy.copied')} />
  );
}

/**
 * A button that opens an object's manifest in a drawer, to read and to copy.
 *
 * @public
 */
export function ManifestDrawer(props: {
  /** The object, for example "Deployment checkout in west". */
  title: string;
  manifest: string;
}) {
  const { t } = useTranslationRef(uiTranslationRef);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" variant="tertiary" onPress={() => setOpen(true)}>
        {t('copy.manifest')}
      </Button>
      <Drawer
        anchor="right"
        open={open}
        onClose={() => setOpen(false)}
        PaperProps={{
          role: 'dialog',
          'aria-modal': true,
          'aria-label': props.title,
        }}
      >
        <div className={styles.drawer}>
          <Text as="h2" variant="title-x-small">
            {props.title}
          </Text>
          {/* A region that scrolls must be reachable by keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={styles.code} tabIndex={0}>
            {props.manifest}
          </pre>
          <Flex gap="2">
            <CopyButton
              text={props.manifest}
              label={t('copy.copy')}
              done={t('copy.copied')}
            />
            <Button
              size="small"
              variant="secondary"
              onPress={() => setOpen(false)}
            >
              {t('copy.close')}
            </Button>
          </Flex>
        </div>
      </Drawer>
    </>
  );
}
