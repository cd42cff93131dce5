import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { uiTranslationRef } from '../translation/uiTranslationRef';
import { colourOf } from './clusterColour';
import styles from './ClusterDots.module.css';

/** @public */
export interface ClusterShare {
  cluster: string;
  wanted: number;
  ready: number;
}

/** Above this many, dots are no longer counted at a glance. */
const MOST_DOTS = 40;

/** @public */
export interface ClusterDotsProps {
  shares: readonly ClusterShare[];
  /** Of a scheduled job, in words: it has runs and no instances, so this stands in place of dots. */
  schedule?: string;
}

/**
 * Instances as dots per cluster: 6:4 is six dots and four, filled as they become ready.
 *
 * @public
 */
export function ClusterDots({ shares, schedule }: ClusterDotsProps) {
  const { t } = useTranslationRef(uiTranslationRef);
  return (
    <ul className={styles.list}>
      {shares.map(({ cluster, wanted, ready }) => {
        if (schedule !== undefined) {
          return (
            <li key={cluster} className={styles.cluster}>
              <span className={styles.name}>{cluster}</span>
              <span>{t('dots.schedule', { schedule })}</span>
            </li>
          );
        }
        const dots = Math.min(Math.max(wanted, ready), MOST_DOTS);
        const rest = Math.max(wanted, ready) - dots;
        return (
          <li key={cluster} className={styles.cluster}>
            <span className={styles.name}>{cluster}</span>
            <span
              className={styles.dots}
              role="img"
              aria-label={t('dots.cluster', {
                cluster,
                ready: String(ready),
                wanted: String(wanted),
              })}
              style={{ color: colourOf(cluster) }}
            >
              {Array.from({ length: dots }, (_, index) => (
                <span
                  key={index}
                  className={index < ready ? styles.full : styles.empty}
                />
              ))}
            </span>
            <span className={styles.count}>
              {ready}/{wanted}
              {rest > 0 ? ` (${t('dots.more', { rest: String(rest) })})` : ''}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
