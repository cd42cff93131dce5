import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ResourceAmount } from '@flytower/contract';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import styles from './QuotaBar.module.css';
import { useFormat } from './useFormat';

/** @public */
export type QuotaResource = 'cpu' | 'memory' | 'pods';

/** @public */
export interface QuotaBarProps {
  resource: QuotaResource;
  /** In base units: millicores, bytes, pods. */
  limit: number;
  used: number;
  /** Held for something that is on its way. */
  reserved?: number;
  /** What the thing being ordered would take. */
  added?: number;
  /** Another word for "Used", for example "Requested" of a cluster's capacity. */
  usedLabel?: string;
}

/**
 * One resource of a quota as a bar: used, reserved, what this would add, and free; the numbers stand below it.
 *
 * @public
 */
export function QuotaBar(props: QuotaBarProps) {
  const { resource, limit, used, reserved = 0, added = 0, usedLabel } = props;
  const { t } = useTranslationRef(uiTranslationRef);
  const format = useFormat();
  const write = {
    cpu: format.cores,
    memory: format.bytes,
    pods: format.pods,
  }[resource];
  const title = {
    cpu: t('amount.cpu'),
    memory: t('amount.memory'),
    pods: t('amount.podCount'),
  }[resource];
  const free = limit - used - reserved - added;
  const whole = Math.max(limit, used + reserved + added, 1);
  const parts = [
    { id: 'used', label: usedLabel ?? t('quota.used'), amount: used },
    { id: 'reserved', label: t('quota.reserved'), amount: reserved },
    { id: 'added', label: t('quota.added'), amount: added },
  ].filter(part => part.id === 'used' || part.amount > 0);
  return (
    <div className={styles.root} role="group" aria-label={title}>
      <div className={styles.head}>
        <strong>{title}</strong>
        <span>
          {t('quota.of', {
            part: write(used + reserved + added),
            whole: write(limit),
          })}
        </span>
      </div>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ id, amount }) => (
          <span
            key={id}
            className={`${styles[id]} ${free < 0 ? styles.over : ''}`}
            style={{ width: `${(amount / whole) * 100}%` }}
          />
        ))}
      </div>
      <ul className={styles.legend}>
        {parts.map(({ id, label, amount }) => (
          <li key={id}>
            <span
              className={`${styles.key} ${styles[id]}`}
              aria-hidden="true"
            />
            {label} {write(amount)}
          </li>
        ))}
        <li className={free < 0 ? styles.overText : undefined}>
          <span className={styles.key} aria-hidden="true" />
          {free < 0 ? t('quota.over') : t('quota.free')} {write(Math.abs(free))}
        </li>
      </ul>
    </div>
  );
}

/**
 * The three bars of a quota.
 *
 * @public
 */
export function QuotaBars(props: {
  limit: ResourceAmount;
  used: ResourceAmount;
  reserved?: ResourceAmount;
  added?: ResourceAmount;
  usedLabel?: string;
}) {
  const { limit, used, reserved, added, usedLabel } = props;
  const fields = {
    cpu: 'cpuMillicores',
    memory: 'memoryBytes',
    pods: 'pods',
  } as const satisfies Record<QuotaResource, keyof ResourceAmount>;
  return (
    <div className={styles.bars}>
      {(['cpu', 'memory', 'pods'] as const).map(resource => (
        <QuotaBar
          key={resource}
          resource={resource}
          limit={limit[fields[resource]]}
          used={used[fields[resource]]}
          reserved={reserved?.[fields[resource]]}
          added={added?.[fields[resource]]}
          usedLabel={usedLabel}
        />
      ))}
    </div>
  );
}
