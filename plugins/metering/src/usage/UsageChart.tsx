import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import {
  boundedFigures,
  BoundedFigure,
  UsageGrouping,
  UsageLine,
} from '@flytower/plugin-metering-common';
import { colourOf, Panel, useUrlFilters } from '@flytower/ui';
import { useId } from 'react';
import {
  Bar,
  BarChart,
  Cell,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import styles from '../metering.module.css';
import { meteringTranslationRef } from '../translation/meteringTranslationRef';
import { drawn, useFigures } from './useFigures';
import { useKeyName } from './useKeyName';

const FIRST = 15;
const ROW = 28;
const chartFilters = { chart: 'cpuMillicoreSeconds' } as const;

/**
 * The figures of the table as bars: what is certain is filled, what is possible beyond it is striped. A cluster and a
 * tenant have the colour that they have everywhere.
 */
export function UsageChart(props: {
  grouping: UsageGrouping;
  lines: readonly UsageLine[];
}) {
  const { grouping, lines } = props;
  const { t } = useTranslationRef(meteringTranslationRef);
  const [{ chart }, setChart] = useUrlFilters(chartFilters);
  const figure =
    boundedFigures.find(one => one === chart) ?? 'cpuMillicoreSeconds';
  const words = useFigures();
  const keyName = useKeyName(grouping);
  const stripes = useId();
  const data = lines.slice(0, FIRST).map(line => {
    const { least, most } = line.figures[figure];
    return {
      name: line.resource?.name ?? keyName(line.key),
      colour: colourOf(ownerOf(grouping, line)),
      least: drawn(figure, least),
      perhaps: drawn(figure, String(BigInt(most) - BigInt(least))),
      words: words.bounds(figure, line.figures[figure]),
    };
  });
  return (
    <Panel
      title={t('chart.title')}
      action={
        <Select
          className={styles.chartOf}
          size="small"
          aria-label={t('chart.figure')}
          options={boundedFigures.map(one => ({
            id: one,
            label: `${t(`figure.${one}`)} (${t(`unit.${unitOf(one)}`)})`,
          }))}
          value={figure}
          onChange={key => setChart({ chart: String(key) as BoundedFigure })}
        />
      }
    >
      <div
        className={styles.chart}
        role="img"
        aria-label={t('chart.label', {
          figure: t(`figure.${figure}`),
          grouping: t(`grouping.${grouping}`),
        })}
        style={{ height: data.length * ROW + 40 }}
      >
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={data}
            layout="vertical"
            accessibilityLayer={false}
            margin={{ left: 0, right: 16, top: 4, bottom: 4 }}
          >
            <defs>
              {data.map(({ colour }, index) => (
                <pattern
                  key={index}
                  id={`${stripes}-${index}`}
                  width="6"
                  height="6"
                  patternUnits="userSpaceOnUse"
                  patternTransform="rotate(45)"
                >
                  <rect width="2" height="6" style={{ fill: colour }} />
                </pattern>
              ))}
            </defs>
            <XAxis
              type="number"
              tick={{ fill: 'var(--bui-fg-secondary)', fontSize: 12 }}
              stroke="var(--bui-fg-secondary)"
            />
            <YAxis
              type="category"
              dataKey="name"
              width={150}
              interval={0}
              tick={{ fill: 'var(--bui-fg-primary)', fontSize: 12 }}
              stroke="var(--bui-fg-secondary)"
              tickFormatter={shortened}
            />
            <Tooltip
              cursor={{ fill: 'var(--bui-bg-neutral-1)' }}
              content={({ payload }) =>
                payload?.[0] ? (
                  <div className={styles.tooltip}>
                    {payload[0].payload.name}: {payload[0].payload.words}
                  </div>
                ) : null
              }
            />
            <Bar dataKey="least" stackId="sum" isAnimationActive={false}>
              {data.map(({ colour }, index) => (
                <Cell key={index} fill={colour} />
              ))}
            </Bar>
            <Bar dataKey="perhaps" stackId="sum" isAnimationActive={false}>
              {data.map(({ colour }, index) => (
                <Cell
                  key={index}
                  fill={`url(#${stripes}-${index})`}
                  stroke={colour}
                />
              ))}
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </div>
      <div className={styles.secondary}>
        <span className={styles.certain} aria-hidden /> {t('chart.least')}{' '}
        <span className={styles.possible} aria-hidden /> {t('chart.perhaps')}
        {lines.length > FIRST
          ? ` · ${t('chart.first', { lines: String(FIRST) })}`
          : null}
      </div>
    </Panel>
  );
}

/** What its axis counts in. */
function unitOf(figure: BoundedFigure): 'core' | 'gib' | 'hour' {
  switch (figure) {
    case 'cpuMillicoreSeconds':
      return 'core';
    case 'memoryByteSeconds':
    case 'storageByteSeconds':
      return 'gib';
    default:
      return 'hour';
  }
}

/** By whose name a bar is coloured. */
function ownerOf(
  grouping: UsageGrouping,
  { key, resource }: UsageLine,
): string {
  if (grouping === 'resource') {
    return resource?.cluster ?? resource?.tenant ?? '';
  }
  // Teams and applications are their tenant's.
  return key.split('/')[0];
}

function shortened(name: string): string {
  return name.length > 18 ? `${name.slice(0, 8)}…${name.slice(-8)}` : name;
}
