import { ResourceAmount } from '@flytower/contract';
import { QuotaResource } from './QuotaBar';
import styles from './ShareMeter.module.css';
import { useFormat } from './useFormat';

/**
 * A part of a whole in one table cell: the numbers, with a thin bar below. The bar warns from 80 percent on.
 *
 * @public
 */
export function ShareMeter(props: {
  resource: QuotaResource;
  part: ResourceAmount;
  whole: ResourceAmount;
}) {
  const { resource, part, whole } = props;
  const format = useFormat();
  const [field, write] = (
    {
      cpu: ['cpuMillicores', format.cores],
      memory: ['memoryBytes', format.bytes],
      pods: ['pods', format.number],
    } as const
  )[resource];
  const share = whole[field] === 0 ? 0 : part[field] / whole[field];
  return (
    <div className={styles.root}>
      <span className={styles.text}>
        {write(part[field])} / {write(whole[field])}
      </span>
      <span className={styles.bar} aria-hidden="true">
        <span
          className={share >= 0.8 ? styles.full : styles.part}
          style={{ width: `${Math.min(share, 1) * 100}%` }}
        />
      </span>
    </div>
  );
}
